import type { Expression, Function as FunctionNode, PrivateIdentifier, Super } from 'acorn';

type Known = boolean | number | string | null;
const unknown = Symbol('unknown');
/** What a name stands for while a condition is tried with one status. */
type Tried = Known | 'response' | typeof unknown;

/**
 * The statuses (100 to 599) for which a function of one parameter is true, where its code says so: `s => s === 200`,
 * `(error) => error.response.status >= 500`. Undefined where it does not depend on the status of an answer alone.
 */
export function statusesOf(node: FunctionNode): readonly number[] | undefined {
  const [parameter, ...others] = node.params;
  const body = bodyOf(node);
  if (parameter?.type !== 'Identifier' || others.length > 0 || body === undefined) return undefined;
  const found: number[] = [];
  for (let status = 100; status < 600; status++) {
    const result = evaluate(body, { name: parameter.name, status });
    if (result === unknown) return undefined;
    if (result) found.push(status);
  }
  return found;
}

function bodyOf({ body }: FunctionNode): Expression | undefined {
  if (body.type !== 'BlockStatement') return body as Expression;
  const [only, ...others] = body.body;
  return only?.type === 'ReturnStatement' && others.length === 0 ? (only.argument ?? undefined) : undefined;
}

function evaluate(
  node: Expression | PrivateIdentifier | Super,
  of: { readonly name: string; readonly status: number },
): Tried {
  const inner = (each: Expression | PrivateIdentifier) => evaluate(each, of);
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'object' || typeof node.value === 'bigint' ? unknown : (node.value as Known);
    case 'Identifier':
      return node.name === of.name ? of.status : unknown;
    case 'ChainExpression':
      return inner(node.expression);
    case 'MemberExpression': {
      const key = node.computed || node.property.type !== 'Identifier' ? '' : node.property.name;
      const object = evaluate(node.object, of);
      if (object === unknown) return unknown;
      if (key === 'status' || key === 'statusCode') return of.status;
      return key === 'response' ? 'response' : unknown;
    }
    case 'UnaryExpression': {
      const value = inner(node.argument);
      return node.operator === '!' && value !== unknown ? !value : unknown;
    }
    case 'LogicalExpression': {
      const left = inner(node.left);
      if (node.operator === '??') return unknown;
      const decides = node.operator === '||';
      if (left !== unknown && Boolean(left) === decides) return left;
      const right = inner(node.right);
      if (left === unknown) return right !== unknown && Boolean(right) === decides ? right : unknown;
      return right;
    }
    case 'BinaryExpression':
      return compare(node.operator, inner(node.left), inner(node.right));
    case 'CallExpression': {
      const { callee } = node;
      const [argument, ...others] = node.arguments;
      if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return unknown;
      if (callee.property.name !== 'includes' || callee.object.type !== 'ArrayExpression') return unknown;
      if (argument === undefined || argument.type === 'SpreadElement' || others.length > 0) return unknown;
      const items = callee.object.elements.map((item) =>
        item === null || item.type === 'SpreadElement' ? unknown : inner(item),
      );
      const wanted = inner(argument);
      return items.includes(unknown) || wanted === unknown ? unknown : items.includes(wanted);
    }
    default:
      return unknown;
  }
}

function compare(operator: string, left: Tried, right: Tried): Tried {
  if (left === unknown || right === unknown) return unknown;
  if (operator === '===' || operator === '==') return left === right;
  if (operator === '!==' || operator === '!=') return left !== right;
  if (typeof left !== 'number' || typeof right !== 'number') return unknown;
  if (operator === '<') return left < right;
  if (operator === '<=') return left <= right;
  if (operator === '>') return left > right;
  if (operator === '>=') return left >= right;
  if (operator === '/') return left / right;
  return unknown;
}
