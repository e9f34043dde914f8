import { keep, type LogEvent } from '../../log-event.ts';
import { textOf } from '../../value-text.ts';
import { addToCells, type Cells, mergeCells, type Pair, toCells } from './cells.ts';

/**
 * What is counted of a field: the events that have it, and each value. Once there are too many `values`, or one is too
 * long, to be what events have in common, they are undefined; if all of them are numbers there are `cells` in their
 * place. That the field is there at all still counts.
 */
export type Attribute = { readonly present: Pair; values: Map<string, Pair> | undefined; cells: Cells | undefined };

/** Fields by name. Of too many fields the first by name stay, whatever order the events came in. */
export type Attributes = { readonly fields: Map<string, Attribute>; isCut: boolean };

/** `values` a field may have, `fields`, and units of text in a value. */
export type Limits = { readonly values: number; readonly fields: number; readonly length: number };

/** How deep into nested fields. */
export const maxDepth = 3;

/** Counts the wanted fields of an event, or all of them: nested ones by their path, lists as a whole. */
export function addAttributes(
  attributes: Attributes,
  event: { readonly fields: LogEvent['fields']; readonly isBad: boolean },
  of: { readonly isWanted: (name: string) => boolean; readonly limits: Limits },
): void {
  const visit = (fields: object, prefix: string, depth: number): void => {
    for (const [key, value] of Object.entries(fields)) {
      const name = prefix + key;
      if (typeof value === 'object' && value !== null && !Array.isArray(value) && depth < maxDepth) {
        visit(value, `${name}.`, depth + 1);
      } else if (of.isWanted(name)) {
        const text = textOf(value);
        if (text !== undefined) addValue(attributes, { name, text, isBad: event.isBad }, of.limits);
      }
    }
  };
  visit(event.fields, '', 1);
}

/** Puts what two threads counted together. */
export function mergeAttributes(into: Attributes, from: Attributes, limits: Limits): void {
  into.isCut ||= from.isCut;
  for (const [name, attribute] of from.fields) {
    const target = attributeOf(into, name, limits);
    if (target === undefined) continue;
    addPair(target.present, attribute.present);
    mergeValues(target, attribute, limits);
  }
}

function addValue(
  attributes: Attributes,
  { name, text, isBad }: { readonly name: string; readonly text: string; readonly isBad: boolean },
  limits: Limits,
): void {
  const attribute = attributeOf(attributes, name, limits);
  if (attribute === undefined) return;
  increase(attribute.present, isBad);
  const { values } = attribute;
  const known = values?.get(text);
  if (known !== undefined) increase(known, isBad);
  else addPairOf(attribute, { text, pair: { bad: isBad ? 1 : 0, good: isBad ? 0 : 1 } }, limits);
}

function addPairOf(
  attribute: Attribute,
  { text, pair }: { readonly text: string; readonly pair: Pair },
  limits: Limits,
): void {
  const known = attribute.values?.get(text);
  if (known !== undefined) {
    addPair(known, pair);
    return;
  }
  if (attribute.values !== undefined && (attribute.values.size >= limits.values || text.length > limits.length)) {
    attribute.cells = toCells(attribute.values);
    attribute.values = undefined;
  }
  if (attribute.values !== undefined) attribute.values.set(keep(text), pair);
  else if (attribute.cells !== undefined && !addToCells(attribute.cells, text, pair)) attribute.cells = undefined;
}

function mergeValues(into: Attribute, from: Attribute, limits: Limits): void {
  if (from.values === undefined && into.values !== undefined) {
    into.cells = toCells(into.values);
    into.values = undefined;
  }
  if (from.values !== undefined) {
    for (const [text, pair] of from.values) addPairOf(into, { text, pair: { ...pair } }, limits);
  } else if (into.cells !== undefined && (from.cells === undefined || !mergeCells(into.cells, from.cells))) {
    into.cells = undefined;
  }
}

/** A field beyond the last one by name cannot come back, so that those which stay have counted every event. */
function attributeOf(attributes: Attributes, name: string, limits: Limits): Attribute | undefined {
  return attributes.fields.get(name) ?? addField(attributes, name, limits);
}

function addField(attributes: Attributes, name: string, limits: Limits): Attribute | undefined {
  const { fields } = attributes;
  const attribute: Attribute = { present: { bad: 0, good: 0 }, values: new Map(), cells: undefined };
  if (fields.size < limits.fields) {
    fields.set(keep(name), attribute);
    return attribute;
  }
  attributes.isCut = true;
  let last = name;
  for (const known of fields.keys()) if (known > last) last = known;
  if (last === name) return undefined;
  fields.delete(last);
  fields.set(keep(name), attribute);
  return attribute;
}

function increase(pair: Pair, isBad: boolean): void {
  if (isBad) pair.bad += 1;
  else pair.good += 1;
}

function addPair(into: Pair, from: Pair): void {
  into.bad += from.bad;
  into.good += from.good;
}
