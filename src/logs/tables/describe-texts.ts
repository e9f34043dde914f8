import { columnKey, renderName } from './column-name.ts';
import { childrenOf, type Node, namesOfRef, nodesIn } from './syntax-tree.ts';

/** Functions whose answer depends on the order of their values. */
const ordering = /^(?:min|max|(?:arg_)?(?:min|max)(?:_by|_null)?|greatest|least|median|quantile(?:_disc)?)$/;

/**
 * Tells which columns of a statement hold numbers and are texts to it, where it compares or orders them: `columns` are such columns by
 * their names.
 */
export function describeTexts(columns: readonly string[], tree: Node): readonly string[] {
  const ordered = new Set(orderedIn(tree).map(columnKey));
  return columns
    .filter((name) => ordered.has(columnKey(name)))
    .map((column) => {
      const name = renderName(column);
      return `${name} is text to this statement, which orders it letter by letter (10 before 9): write ${name}::double for its numbers`;
    });
}

/** The names of the columns that a statement compares, or orders by. */
function orderedIn(node: Node): readonly string[] {
  return [...orderedBy(node), ...sortedBy(node)]
    .flatMap((one) => namesOfRef(one).slice(-1))
    .concat(childrenOf(node).flatMap(orderedIn));
}

function orderedBy(node: Node): readonly Node[] {
  switch (node.class) {
    case 'COMPARISON':
      return /LESS|GREATER/.test(String(node.type)) ? childrenOf(node) : [];
    case 'BETWEEN':
      return childrenOf(node);
    case 'FUNCTION':
    case 'WINDOW':
      return [
        ...nodesIn(node.orders).flatMap((order) => nodesIn(order.expression)),
        ...(ordering.test(String(node.function_name)) ? nodesIn(node.children) : []),
      ];
    default:
      return [];
  }
}

/** What `order by` names, which may be a column of the answer by its name or its place. */
function sortedBy(node: Node): readonly Node[] {
  const selected = nodesIn(node.select_list);
  const orders = [...nodesIn(node.modifiers), ...nodesIn(node.order_bys)].flatMap(({ orders }) => nodesIn(orders));
  return orders
    .flatMap(({ expression }) => nodesIn(expression))
    .flatMap((by): readonly Node[] => {
      const [name, more] = namesOfRef(by);
      if (name !== undefined && more === undefined) return [selected.find(({ alias }) => alias === name) ?? by];
      const place = by.class === 'CONSTANT' ? (by.value as Node).value : undefined;
      return [(typeof place === 'number' ? selected[place - 1] : undefined) ?? by];
    });
}
