/** A number measured against a limit: `<= 50`. */
export type Comparison = { readonly operator: Operator; readonly limit: number };

type Operator = '==' | '!=' | '<=' | '>=' | '<' | '>';

/** What a comparison looks like: an operator and a number. */
export const comparisonShape = /^\s*(==|!=|<=|>=|<|>)\s*(-?\d+(?:\.\d+)?)\s*$/;

/** Reads `<= 50`; a number alone must be equalled. The text must have the shape of a comparison. */
export function parseComparison(text: string | number): Comparison {
  if (typeof text === 'number') return { operator: '==', limit: text };
  const [, operator = '==', limit = ''] = comparisonShape.exec(text) ?? [];
  return { operator: operator as Operator, limit: Number(limit) };
}

/** Renders a comparison as it is written; `== 3` as `3`. */
export function renderComparison({ operator, limit }: Comparison): string {
  return operator === '==' ? String(limit) : `${operator} ${limit}`;
}

/** Whether a number is as it should be. */
export function compares(value: number, { operator, limit }: Comparison): boolean {
  switch (operator) {
    case '==':
      return value === limit;
    case '!=':
      return value !== limit;
    case '<=':
      return value <= limit;
    case '>=':
      return value >= limit;
    case '<':
      return value < limit;
    case '>':
      return value > limit;
  }
}

/** Whether a value of which only a lower bound is known is as it should be; undefined where that cannot be told. */
export function comparesFrom(least: number, { operator, limit }: Comparison): boolean | undefined {
  if (least > limit) return operator === '>' || operator === '>=' || operator === '!=';
  return operator === '>=' && least >= limit ? true : undefined;
}
