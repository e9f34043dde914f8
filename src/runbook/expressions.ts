import { type ASTNode, Environment } from '@marcbachmann/cel-js';
import { messageOf, suggest } from '../errors.ts';

/** What an expression may name, by variable: the fields each has, or undefined when any field may be there. */
export type Scope = { readonly [variable: string]: readonly string[] | undefined };

/** Values of the variables when an expression is evaluated. */
export type Bindings = { readonly [variable: string]: unknown };

/**
 * CEL, small and total: every expression ends (https://github.com/google/cel-spec). On top of its standard functions:
 * `round(x)` to a whole number, `fixed(x, digits)`, `host(url)` and `port(url)`; numbers of either kind may be mixed in arithmetic.
 */
const environment = new Environment({ unlistedVariablesAreDyn: false, homogeneousAggregateLiterals: false })
  .registerVariable('result', 'map')
  .registerVariable('inputs', 'map')
  .registerVariable('answers', 'map')
  .registerVariable('outcomes', 'map')
  .registerFunction('host(string): string', (url: string) => new URL(url).hostname)
  .registerFunction('port(string): int', (url: string) => BigInt(portOf(new URL(url))))
  .registerFunction('round(double): int', (x: number) => BigInt(Math.round(x)))
  .registerFunction('round(int): int', (x: bigint) => x)
  .registerFunction('fixed(double, int): string', (x: number, digits: bigint) => x.toFixed(Number(digits)))
  .registerFunction('fixed(int, int): string', (x: bigint, digits: bigint) => Number(x).toFixed(Number(digits)));

for (const [left, right] of [
  ['double', 'int'],
  ['int', 'double'],
]) {
  environment
    .registerOperator(`${left} + ${right}`, (a: unknown, b: unknown) => Number(a) + Number(b))
    .registerOperator(`${left} - ${right}`, (a: unknown, b: unknown) => Number(a) - Number(b))
    .registerOperator(`${left} * ${right}`, (a: unknown, b: unknown) => Number(a) * Number(b))
    .registerOperator(`${left} / ${right}`, (a: unknown, b: unknown) => Number(a) / Number(b));
}

/** What is wrong with an expression in a scope, or undefined. `wants` is the CEL type it must have. */
export function checkExpression(options: {
  readonly text: string;
  readonly scope: Scope;
  readonly wants?: string;
}): { readonly message: string; readonly hint?: string } | undefined {
  const { text, scope, wants } = options;
  const checked = environment.check(text);
  if (!checked.valid) {
    const summary =
      checked.error === undefined
        ? 'not valid'
        : 'summary' in checked.error
          ? checked.error.summary
          : messageOf(checked.error);
    const name = /^Unknown variable: (\S+)/.exec(summary)?.[1];
    return withHint(
      `bad expression "${text}": ${lowerFirst(summary)}`,
      name === undefined ? undefined : suggest(name, Object.keys(scope)),
    );
  }
  if (wants !== undefined && checked.type !== wants && checked.type !== 'dyn') {
    return { message: `expression "${text}" is a ${checked.type}, expected a ${wants}` };
  }
  return checkNames(environment.parse(text).ast, text, scope);
}

/** Evaluates a checked expression; throws what CEL says when the values do not fit it. */
export function evaluateExpression(text: string, bindings: Bindings): unknown {
  return toPlain(environment.evaluate(text, { result: {}, inputs: {}, answers: {}, outcomes: {}, ...bindings }));
}

function checkNames(
  node: ASTNode,
  text: string,
  scope: Scope,
): { readonly message: string; readonly hint?: string } | undefined {
  if (node.op === 'id' && ['result', 'inputs', 'answers', 'outcomes'].includes(node.args) && !(node.args in scope)) {
    return { message: `bad expression "${text}": ${node.args} is not known here` };
  }
  if (node.op === '.' && node.args[0].op === 'id') {
    const variable = node.args[0].args;
    const fields = scope[variable];
    const field = node.args[1];
    if (fields !== undefined && !fields.includes(field)) {
      return withHint(`bad expression "${text}": unknown ${variable}.${field}`, suggest(field, fields));
    }
  }
  for (const inner of nodesIn(node.args)) {
    const problem = checkNames(inner, text, scope);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function nodesIn(args: unknown): readonly ASTNode[] {
  if (Array.isArray(args)) return args.flatMap(nodesIn);
  return typeof args === 'object' && args !== null && 'op' in args ? [args as ASTNode] : [];
}

function toPlain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(toPlain);
  if (value instanceof Date) return value.toISOString();
  if (isRecord(value)) return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toPlain(inner)]));
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, inner]) => [String(key), toPlain(inner)]));
  return value;
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function withHint(message: string, hint: string | undefined): { readonly message: string; readonly hint?: string } {
  return hint === undefined ? { message } : { message, hint };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'http:' ? 80 : 443;
}
