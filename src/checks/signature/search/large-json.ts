import { isTooDeep } from '../nesting.ts';
import { escapings, otherCase, toAscii } from './escapes.ts';
import type { Form } from './form.ts';
import { type Change, explain, spacings } from './json-ways.ts';

/** From this length on a body gets the forms that occur most, made by JSON.parse and JSON.stringify: token by token would take seconds. */
export const largeLength = 128 * 1024;

/** The JSON texts that a large body may have been before something parsed it and wrote it again, the likelier first. */
export function* largeJsonForms(text: string): Generator<Form<string>> {
  const value = parse(text);
  if (typeof value !== 'object' || value === null) return;
  const compact = JSON.stringify(value);
  const isCompact = !/^\s*[[{]\s|[,:]\s+["[{\dtfn-]/.test(text.slice(0, 4096));
  const told = (written: string, change: Change) => ({
    value: written,
    cost: 1,
    ...explain(change, { isCompact, wasSorted: false }),
  });
  const spacing = (id: string) => spacings.find((one) => one.id === id) as (typeof spacings)[number];
  yield told(compact, { spacing: spacing('compact') });
  const python = respace(compact);
  yield told(python, { spacing: spacing('python') });
  for (const [id, indent] of [
    ['indent-2', 2],
    ['indent-4', 4],
    ['tabs', '\t'],
  ] as const)
    yield told(JSON.stringify(value, null, indent), { spacing: spacing(id) });
  // Only strings hold what is escaped, so the whole text can be rewritten at once.
  for (const escaping of escapings.slice(1, 5)) {
    yield told(rewrite(text, escaping.id), { escaping });
    if (escaping.id === 'ascii') yield told(rewrite(python, 'ascii'), { spacing: spacing('python'), escaping });
  }
  for (const escaping of otherCase)
    if (text.includes('\\u'))
      yield told(
        text.replace(/\\u[0-9a-f]{4}/gi, (found) => escaping.write(`"${found}"`).slice(1, -1)),
        { escaping },
      );
  yield told(JSON.stringify(sort(value)), { sorted: true });
  yield told(`${compact}\n`, { spacing: spacing('compact'), end: '\n' });
}

function parse(text: string): unknown {
  try {
    return isTooDeep(text) ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function respace(compact: string): string {
  return compact.replace(/"(?:[^"\\]|\\.)*"|[,:]/g, (found) => (found.length === 1 ? `${found} ` : found));
}

function rewrite(text: string, id: string): string {
  const slash = (from: string) => from.replace(/\\?\//g, '\\/');
  if (id === 'ascii') return toAscii(text);
  if (id === 'slash') return slash(text);
  if (id === 'php') return slash(toAscii(text));
  return text.replace(/[<>&]/g, (mark) => `\\u00${mark.charCodeAt(0).toString(16)}`);
}

function sort(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sort);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sort(inner)]));
}
