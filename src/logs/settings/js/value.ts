import type { Expression, Function as FunctionNode, ObjectExpression, Property, SpreadElement, Super } from 'acorn';
import { type Entry, Misread, maxDepth, type Plain, type Tree } from '../tree.ts';
import { statusesOf } from './predicate.ts';
import { renderSource } from './source-text.ts';

/** What is known of a program: its text, and the tree that a constant stands for (undefined where there is none). */
export type Scope = { readonly text: string; readonly constant: (name: string) => Tree | undefined };

const maxText = 10_000;

/** The tree of an expression. What cannot be known without running it is `computed`; nothing is ever run. */
export function toTree(node: Expression | Super, scope: Scope, depth = 0): Tree {
  const computed = (): Tree => ({ kind: 'computed', text: renderSource(scope.text, node) });
  const inner = (each: Expression | Super) => toTree(each, scope, depth + 1);
  if (depth > maxDepth) {
    if (node.type !== 'ArrayExpression' && node.type !== 'ObjectExpression') return computed();
    const message = `it is nested deeper than ${maxDepth} levels`;
    throw new Misread({ message, line: node.loc?.start.line ?? 1, column: (node.loc?.start.column ?? 0) + 1 });
  }
  switch (node.type) {
    case 'Literal':
      if (typeof node.value === 'bigint') return plain(String(node.value));
      return node.regex === undefined || node.regex === null ? plain(node.value as Plain) : computed();
    case 'Identifier':
      if (node.name === 'undefined') return plain(null);
      if (node.name === 'Infinity' || node.name === 'NaN') return plain(node.name);
      return scope.constant(node.name) ?? computed();
    case 'TemplateLiteral': {
      const parts = node.quasis.flatMap(({ value }, index) => {
        const expression = node.expressions[index];
        return [plain(value.cooked ?? value.raw), ...(expression === undefined ? [] : [inner(expression)])];
      });
      const texts = parts.map((part) => (part.kind === 'value' ? String(part.value) : undefined));
      const whole = texts.includes(undefined) ? undefined : texts.join('');
      return whole === undefined || whole.length > maxText ? computed() : plain(whole);
    }
    case 'UnaryExpression': {
      const value = inner(node.argument);
      if (value.kind !== 'value') return computed();
      if (node.operator === '-' && typeof value.value === 'number') return plain(-value.value);
      if (node.operator === '+' && typeof value.value === 'number') return value;
      if (node.operator === '!') return plain(!value.value);
      return node.operator === 'void' ? plain(null) : computed();
    }
    case 'BinaryExpression': {
      if (node.left.type === 'PrivateIdentifier') return computed();
      const [left, right] = [inner(node.left), inner(node.right)];
      const value =
        left.kind === 'value' && right.kind === 'value' ? calculate(node.operator, left.value, right.value) : undefined;
      return value === undefined ? computed() : plain(value);
    }
    case 'ArrayExpression':
      return toList(node.elements, scope, depth) ?? computed();
    case 'ObjectExpression':
      return toMap(node, scope, depth);
    case 'MemberExpression':
      return memberOf(inner(node.object), node) ?? computed();
    case 'CallExpression':
    case 'NewExpression': {
      const callee = renderSource(scope.text, node.callee);
      const [argument, ...others] = node.arguments;
      const isSame = callee === 'Object.freeze' || callee === 'Set';
      if (!isSame || argument === undefined || argument.type === 'SpreadElement' || others.length > 0)
        return computed();
      return inner(argument);
    }
    case 'ArrowFunctionExpression':
    case 'FunctionExpression': {
      const constant = constantOf(node, inner);
      if (constant !== undefined) return constant;
      const statuses = statusesOf(node);
      return { ...computed(), ...(statuses === undefined ? {} : { statuses }) } as Tree;
    }
    default:
      return computed();
  }
}

/** What a function without parameters always gives: `() => 2000`. */
function constantOf(node: FunctionNode, inner: (each: Expression) => Tree): Tree | undefined {
  if (node.params.length > 0 || node.async || node.generator || node.body.type === 'BlockStatement') return undefined;
  const tree = inner(node.body as Expression);
  return tree.kind === 'value' && typeof tree.value === 'number' ? tree : undefined;
}

function plain(value: Plain): Tree {
  return { kind: 'value', value };
}

function calculate(operator: string, left: Plain, right: Plain): Plain | undefined {
  if (operator === '+' && typeof left === 'string' && typeof right === 'string' && left.length + right.length < maxText)
    return left + right;
  if (typeof left !== 'number' || typeof right !== 'number') return undefined;
  if (operator === '+') return left + right;
  if (operator === '-') return left - right;
  if (operator === '*') return left * right;
  if (operator === '/') return left / right;
  if (operator === '%') return left % right;
  return operator === '**' ? left ** right : undefined;
}

function toList(
  elements: readonly (Expression | SpreadElement | null)[],
  scope: Scope,
  depth: number,
): Tree | undefined {
  const items: (Tree & { readonly line: number })[] = [];
  for (const element of elements) {
    if (element === null) items.push({ ...plain(null), line: items.at(-1)?.line ?? 1 });
    else if (element.type === 'SpreadElement') {
      const spread = toTree(element.argument, scope, depth + 1);
      if (spread.kind !== 'list') return undefined;
      items.push(...spread.items);
    } else items.push({ ...toTree(element, scope, depth + 1), line: element.loc?.start.line ?? 1 });
  }
  return { kind: 'list', items };
}

function toMap(node: ObjectExpression, scope: Scope, depth: number): Tree {
  return { kind: 'map', entries: node.properties.flatMap((property) => toEntries(property, scope, depth)) };
}

function toEntries(property: Property | SpreadElement, scope: Scope, depth: number): readonly Entry[] {
  const line = property.loc?.start.line ?? 1;
  if (property.type === 'SpreadElement') {
    const spread = toTree(property.argument, scope, depth + 1);
    if (spread.kind === 'map') return spread.entries.map((entry) => ({ ...entry, line }));
    const text = renderSource(scope.text, property.argument);
    return [{ key: `...${text}`, line, value: { kind: 'computed', text } }];
  }
  return [{ key: keyOf(property, scope), line, value: toTree(property.value, scope, depth + 1) }];
}

function keyOf({ key, computed }: Property, scope: Scope): string {
  if (!computed && key.type === 'Identifier') return key.name;
  const tree = toTree(key, scope);
  return tree.kind === 'value' ? String(tree.value) : `[${renderSource(scope.text, key)}]`;
}

function memberOf(object: Tree, node: Expression & { readonly type: 'MemberExpression' }): Tree | undefined {
  const { property } = node;
  const key =
    !node.computed && property.type === 'Identifier'
      ? property.name
      : property.type === 'Literal'
        ? String(property.value)
        : undefined;
  if (key === undefined) return undefined;
  if (object.kind === 'map') return object.entries.findLast((entry) => entry.key === key)?.value;
  return object.kind === 'list' && /^\d+$/.test(key) ? object.items[Number(key)] : undefined;
}
