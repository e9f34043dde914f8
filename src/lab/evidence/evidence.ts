import type { Clock } from '../clock.ts';
import type { Random } from '../random.ts';

/** A line as it came to lie in a file: `order` is when it was written (ms since 1970), `at` the instant it speaks of. */
export type Line = { readonly file: string; readonly order: number; readonly at: number; readonly text: string };

/** Where the parties log. A line is written now; the instant it is stamped with may be another. */
export type Evidence = {
  /** Writes a JSON line; fields that are undefined are left out. `stamp` names the field of the instant, `ts` by default. */
  readonly json: (line: {
    readonly file: string;
    readonly at: number;
    readonly stamp?: string;
    readonly fields: Readonly<Record<string, unknown>>;
  }) => void;
  /** Writes a line as it is; it speaks of now unless `at` says otherwise. */
  readonly text: (line: { readonly file: string; readonly text: string; readonly at?: number }) => void;
  readonly lines: () => readonly Line[];
};

/** Logs that nobody keeps. */
export const noEvidence: Evidence = { json: () => {}, text: () => {}, lines: () => [] };

/** Creates the logs of all parties. By file: how far apart (ms) lines may be swapped, and the fields that nobody logs. */
export function createEvidence(given: {
  readonly clock: Clock;
  readonly random: Random;
  readonly shuffleMs: Readonly<Record<string, number>>;
  readonly omit: Readonly<Record<string, readonly string[]>>;
}): Evidence {
  const { clock, random, shuffleMs, omit } = given;
  const lines: Line[] = [];
  const write = (file: string, { at, text }: { readonly at: number; readonly text: string }) =>
    lines.push({ file, at, order: clock.now() + random.float() * (shuffleMs[file] ?? 0), text });
  return {
    json: ({ file, at, stamp = 'ts', fields }) => {
      const kept = without(fields, omit[file]);
      write(file, { at, text: `{"${stamp}":"${new Date(at).toISOString()}",${JSON.stringify(kept).slice(1)}` });
    },
    text: ({ file, text, at = clock.now() }) => write(file, { at, text: withoutPairs(text, omit[file]) }),
    lines: () => lines,
  };
}

function without(
  fields: Readonly<Record<string, unknown>>,
  omitted: readonly string[] | undefined,
): Readonly<Record<string, unknown>> {
  if (!omitted) return fields;
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !omitted.includes(name)));
}

// Pairs as the edge's log_format writes them: name=value, or name=value, value.
function withoutPairs(text: string, omitted: readonly string[] | undefined): string {
  if (!omitted) return text;
  return omitted.reduce((kept, name) => kept.replace(new RegExp(` ${name}=[^ ,]+(?:, [^ ,]+)*`), ''), text);
}
