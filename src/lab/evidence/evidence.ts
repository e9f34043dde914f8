import type { Clock } from '../clock.ts';
import type { Random } from '../random.ts';
import type { Scenario } from '../scenario.ts';

/** A line as it came to lie in a file: `order` is when it was written (ms since 1970), `at` the instant it speaks of. */
export type Line = { readonly file: string; readonly order: number; readonly at: number; readonly text: string };

/** Where the parties log. A line is written now; the instant it is stamped with may be another. */
export type Evidence = {
  /** Writes a JSON line; fields that are undefined are left out. */
  readonly json: (line: {
    readonly file: string;
    readonly at: number;
    readonly fields: Readonly<Record<string, unknown>>;
  }) => void;
  readonly text: (line: { readonly file: string; readonly text: string }) => void;
  readonly lines: () => readonly Line[];
};

/** Creates the logs of all parties, as untidy as the scenario says. */
export function createEvidence(given: {
  readonly clock: Clock;
  readonly random: Random;
  readonly untidy: Scenario['untidy'];
}): Evidence {
  const { clock, random, untidy } = given;
  const lines: Line[] = [];
  const shuffleMs: Readonly<Record<string, number>> = {
    'partnercrm-app.jsonl': untidy.app_shuffle_ms,
    'partnercrm-edge.log': untidy.edge_shuffle_ms,
  };
  const write = (file: string, { at, text }: { readonly at: number; readonly text: string }) =>
    lines.push({ file, at, order: clock.now() + random.float() * (shuffleMs[file] ?? 0), text });
  return {
    json: ({ file, at, fields }) => {
      const kept = without(fields, untidy.omit[file]);
      write(file, { at, text: `{"ts":"${new Date(at).toISOString()}",${JSON.stringify(kept).slice(1)}` });
    },
    text: ({ file, text }) => write(file, { at: clock.now(), text: withoutPairs(text, untidy.omit[file]) }),
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
