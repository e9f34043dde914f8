import { type Node, nodesIn } from '../syntax-tree.ts';
import { anyField, type Fields } from './relation.ts';

/** Functions that take something out of a text by a name in it: of JSON, of a map, of a line. */
const taking = /^(?:->>?$|json|from_json|map_|element_at|.*extract|.*split)/;

/** Those of them whose key may be computed; what it is then nobody knows. */
const takingAny = /^(?:->>?$|json_(?:extract|value|query)|element_at|map_extract)/;

/** The names in the keys by which a function or an operator takes a part of its first argument; `values` are those bound to the statement. */
export function keysOf(node: Node, values: readonly unknown[]): Fields {
  const name = String(node.function_name ?? (/^(?:ARRAY|STRUCT)_EXTRACT$/.test(String(node.type)) ? '[]' : ''));
  if (name !== '[]' && !taking.test(name)) return new Set();
  const keys = nodesIn(node.children).slice(1);
  return new Set(keys.flatMap((key) => namesOfKey(key, { values, isAny: takingAny.test(name) })));
}

/** Whether a function or an operator takes what stands under a key that is known: that then says what it is, whatever else stands there. */
export function leadsByKey(node: Node, keys: Fields): boolean {
  const isByKey = /^(?:ARRAY|STRUCT)_EXTRACT$/.test(String(node.type)) || takingAny.test(String(node.function_name));
  return isByKey && keys.size > 0 && !keys.has(anyField);
}

function namesOfKey(
  key: Node,
  of: { readonly values: readonly unknown[]; readonly isAny: boolean },
): readonly string[] {
  switch (key.class) {
    case 'CONSTANT':
      return namesInKey((key.value as Node).value);
    case 'PARAMETER':
      return namesInKey(of.values[Number(key.identifier) - 1]);
    case 'CAST':
      return nodesIn(key.child).flatMap((child) => namesOfKey(child, of));
    default:
      if (key.function_name === 'list_value') return nodesIn(key.children).flatMap((child) => namesOfKey(child, of));
      return of.isAny ? [anyField] : [];
  }
}

/** A key, a path (`$.a."b-c"`, `/a/b`), or a pattern that has the name before what it takes. */
function namesInKey(key: unknown): readonly string[] {
  if (typeof key !== 'string') return [];
  const names = key.replace(/\\./g, ' ').match(/[A-Za-z_][\w-]*/g) ?? [];
  // All elements of a list are what the list is.
  return /^\$.*\*/.test(key.replaceAll('[*]', '')) ? [...names, anyField] : names;
}
