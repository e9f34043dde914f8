import { keep, type LogEvent } from '../../log-event.ts';
import { textOf } from '../../value-text.ts';

/** How many bad and how many good events. */
export type Pair = { bad: number; good: number };

/**
 * What is counted of a field: the events that have it, and each value. `values` is undefined once there are too many of
 * them, or one is too long, to be what events have in common; that the field is there at all still counts.
 */
export type Attribute = { readonly present: Pair; values: Map<string, Pair> | undefined };

/** Fields by name. Of too many fields the first by name stay, whatever order the events came in. */
export type Attributes = { readonly fields: Map<string, Attribute>; isCut: boolean };

/** `values` a field may have, `fields`, and units of text in a value. */
export type Limits = { readonly values: number; readonly fields: number; readonly length: number };

const maxDepth = 3;

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
    if (attribute.values === undefined) target.values = undefined;
    for (const [text, pair] of attribute.values ?? []) {
      const known = target.values?.get(text);
      if (known === undefined) target.values?.set(text, { ...pair });
      else addPair(known, pair);
    }
    if (target.values !== undefined && target.values.size > limits.values) target.values = undefined;
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
  if (values === undefined) return;
  const known = values.get(text);
  if (known !== undefined) increase(known, isBad);
  else if (values.size >= limits.values || text.length > limits.length) attribute.values = undefined;
  else values.set(keep(text), { bad: isBad ? 1 : 0, good: isBad ? 0 : 1 });
}

/** A field beyond the last one by name cannot come back, so that those which stay have counted every event. */
function attributeOf(attributes: Attributes, name: string, limits: Limits): Attribute | undefined {
  return attributes.fields.get(name) ?? addField(attributes, name, limits);
}

function addField(attributes: Attributes, name: string, limits: Limits): Attribute | undefined {
  const { fields } = attributes;
  const attribute: Attribute = { present: { bad: 0, good: 0 }, values: new Map() };
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
