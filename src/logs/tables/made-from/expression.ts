import { childrenOf, type Node, namesOfRef, nodesIn } from '../syntax-tree.ts';
import { keysOf, leadsByKey } from './keys.ts';
import { allOf, anyField, type Columns, type Fields, union } from './relation.ts';
import { resolve, type Scope } from './scope.ts';

/** What an expression needs to be read: what its names stand for, the values bound to the statement, and how a SELECT inside is read. */
export type Reading = {
  readonly scope: Scope;
  readonly values: readonly unknown[];
  readonly select: (node: Node, scope: Scope) => Columns;
};

/** Functions that tell how much there is of something, and nothing of it. */
const counting =
  /^(?:count(?:_star|_if)?|approx_count_distinct|(?:str|bit_|octet_|array_|json_array_|char_|character_)?len(?:gth)?|cardinality|position|instr|strpos|row_number|(?:dense_|percent_)?rank|cume_dist|ntile)$/;

/** The fields that the value of an expression is made from; those that only decide which value it is are left out. */
export function fieldsOf(node: Node, reading: Reading): Fields {
  const inside = (value: unknown) => union(...nodesIn(value).map((one) => fieldsOf(one, reading)));
  const taken = (from: Node, given: readonly Node[]): Fields => {
    const keys = keysOf(from, reading.values);
    const all = inside(given);
    return union(leadsByKey(from, keys) ? new Set([...all].filter((one) => one !== anyField)) : all, keys);
  };
  const { scope } = reading;
  switch (node.class) {
    case 'COLUMN_REF':
      return resolve(namesOfRef(node), scope);
    case 'CONSTANT':
    case 'PARAMETER':
    case 'COMPARISON':
    case 'BETWEEN':
    case 'CONJUNCTION':
      return new Set();
    case 'CASE':
      return union(inside(nodesIn(node.case_checks).map(({ then_expr }) => then_expr)), inside(node.else_expr));
    case 'CAST':
    case 'COLLATE':
      return inside(node.child);
    case 'FUNCTION':
    case 'WINDOW':
      if (counting.test(String(node.function_name))) return new Set();
      return union(taken(node, argumentsOf(node)), inside(node.default_expr));
    case 'OPERATOR':
      return isTruth(node) ? new Set() : taken(node, nodesIn(node.children));
    case 'LAMBDA':
      // In the tree the arrow that leads into JSON is one, too.
      return fieldsOf({ class: 'FUNCTION', function_name: '->', children: [node.lhs, node.expr] }, reading);
    case 'SUBQUERY':
      return node.subquery_type === 'SCALAR'
        ? allOf(reading.select((node.subquery as Node).node as Node, scope))
        : new Set();
    case 'STAR':
    case 'POSITIONAL_REFERENCE':
      return union(...scope.relations.map(allOf));
    default:
      // What is not known may be anything that is in it.
      return union(new Set([anyField]), inside(childrenOf(node)));
  }
}

function isTruth({ type }: Node): boolean {
  return /^(?:OPERATOR_NOT|OPERATOR_IS_|COMPARE_|GROUPING)/.test(String(type));
}

/** The arguments of a function, of a lambda what it makes. */
function argumentsOf(node: Node): readonly Node[] {
  const takesLambda = /^(?:list|array)_|^(?:apply|filter|reduce)$/.test(String(node.function_name));
  return nodesIn(node.children).flatMap((one) => (takesLambda && one.class === 'LAMBDA' ? nodesIn(one.expr) : [one]));
}
