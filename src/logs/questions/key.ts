import { UserError } from '../../errors.ts';
import { fieldOf, fieldsOfName, type LogEvent } from '../log-event.ts';
import { createLineFinder } from '../pattern.ts';
import { parseRegex } from '../regex.ts';
import { textOf } from '../value-text.ts';

/** What events are grouped by: a field or a path into fields, or what a pattern captures in the raw line. */
export type Key =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'pattern'; readonly source: string };

/**
 * Reads a key: `cust`, `request.id`, or `/cust=(\w+)/`, whose first group is the key (all of the match where it has no
 * group). Throws a `UserError` for anything else, and for a pattern that could run for ever.
 */
export function parseKey(text: string): Key {
  const trimmed = text.trim();
  if (trimmed.startsWith('/')) {
    const end = trimmed.lastIndexOf('/');
    if (end < 2 || end !== trimmed.length - 1) {
      throw new UserError({
        message: `the key "${text}" is not a pattern`,
        hint: String.raw`Write it between slashes and without flags, for example /cust=(\w+)/; [Cc] takes either case.`,
      });
    }
    return { kind: 'pattern', source: parseRegex(trimmed.slice(1, -1)) };
  }
  if (!/^[^\s/=<>~!"']+$/.test(trimmed)) {
    throw new UserError({
      message: `"${text}" is not a key`,
      hint: String.raw`Write a field (cust), a path (request.id) or a pattern with one group (/cust=(\w+)/).`,
    });
  }
  return { kind: 'field', name: trimmed };
}

/**
 * Reads the key of an event; undefined where it has none. The text may be a slice of the line: `keep` it before it
 * stays.
 */
export function createKeyReader(key: Key): (event: LogEvent) => string | undefined {
  if (key.kind === 'field') return (event) => textOf(fieldOf(event.fields, key.name));
  const pattern = createLineFinder(key.source);
  return (event) => {
    const match = pattern.exec(event.raw);
    return match === null ? undefined : (match.length > 1 ? match[1] : match[0]) || undefined;
  };
}

/** The fields that a key reads; a path may also be the whole name of a field. */
export function fieldsOfKey(key: Key): readonly string[] {
  return key.kind === 'pattern' ? [] : fieldsOfName(key.name);
}
