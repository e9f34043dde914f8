import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { type Place, type Problem, UserError } from '../errors.ts';

/** A YAML text as plain data, with the place of every path in it. */
export type ReadYaml = {
  readonly value: unknown;
  /** The place of the value at a path; of its key with `key`; of the nearest thing above it where the path does not exist. */
  readonly placeOf: (path: readonly PropertyKey[], at?: 'value' | 'key') => Place;
};

const maxBytes = 4 * 1024 * 1024;

/**
 * Reads YAML 1.2 with positions. Throws a `UserError` with every syntax error and duplicate key at file:line:col, and for
 * texts over 4 MiB or with more than 100 aliases.
 */
export function readYaml(text: string, file: string): ReadYaml {
  if (Buffer.byteLength(text) > maxBytes) throw new UserError({ message: 'is larger than 4 MiB', place: { file } });
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false, version: '1.2' });
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  // The parser tells its own stack overflow as a syntax error.
  if (document.errors.some((error) => error.message.startsWith('Maximum call stack'))) {
    throw new UserError({ message: 'is nested too deeply', place: { file } });
  }
  if (document.errors.length > 0) {
    throw new UserError(
      document.errors.map((error): Problem => ({ message: tell(error.message), place: placeAt(error.pos[0]) })),
    );
  }
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    throw new UserError({ message: `cannot be read: ${(cause as Error).message}`, place: { file } }, { cause });
  }
  return {
    value,
    placeOf: (path, at = 'value') => {
      let node: unknown = document.contents;
      let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
      for (const [index, key] of path.entries()) {
        const last = index === path.length - 1;
        if (isMap(node)) {
          const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));
          if (pair === undefined) break;
          const target = last && at === 'key' ? pair.key : pair.value;
          node = pair.value;
          const start = isNode(target) ? target.range?.[0] : isNode(pair.key) ? pair.key.range?.[0] : undefined;
          offset = start ?? offset;
        } else if (isSeq(node)) {
          node = node.items[Number(key)];
          if (!isNode(node)) break;
          offset = node.range?.[0] ?? offset;
        } else break;
      }
      return placeAt(offset);
    },
  };
}

function tell(message: string): string {
  if (message.startsWith('Map keys must be unique')) return 'duplicate key';
  return `not valid YAML: ${message.split('\n')[0] ?? message}`;
}
