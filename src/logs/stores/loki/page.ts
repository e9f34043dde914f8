import { helperLabel } from './label-filter.ts';

/** A log entry: its stamp in nanoseconds since 1970, its stream's labels, and its line. */
export type Entry = {
  readonly ns: bigint;
  readonly line: string;
  readonly labels: { readonly [name: string]: string };
  /** The same for every entry of a stream. */
  readonly stream: string;
  /** The same for every entry of one writer: Loki finds a level out for each line, which sets no stream apart. */
  readonly writer: string;
};

/** What a range query answered: its entries, oldest first, and what Loki warns of; or what it said in place of them. */
export type Page =
  | { readonly entries: readonly Entry[]; readonly warnings: readonly string[] }
  | { readonly said: string };

/** Reads the answer of a range query for logs (Loki, "HTTP API", query_range). */
export function parsePage(text: string): Page {
  const answer = parseJson(text) as Partial<Answer> | undefined;
  if (answer === undefined) return { said: `something that is not JSON: ${text.slice(0, 200)}` };
  if (answer.status !== 'success') return { said: answer.error ?? answer.message ?? text };
  const result = answer.data?.result;
  if (answer.data?.resultType !== 'streams' || !Array.isArray(result))
    return { said: 'something that is no list of streams' };
  const entries = (result as Answer['data']['result']).flatMap(({ stream, values }): readonly Entry[] => {
    const all = Object.entries(stream ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
    const own = all.filter(([name]) => !name.startsWith(helperLabel) && !name.startsWith('__error'));
    const labels = Object.fromEntries(own);
    const key = `{${own.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(', ')}}`;
    const writer = JSON.stringify(own.filter(([name]) => name !== 'detected_level'));
    return (values ?? []).map(([ns, line]) => ({ ns: BigInt(ns), line, labels, stream: key, writer }));
  });
  entries.sort((a, b) => (a.ns < b.ns ? -1 : a.ns > b.ns ? 1 : 0));
  return { entries, warnings: answer.warnings ?? [] };
}

/** Reads the number that an instant query of one sum answered; none where it counted nothing or gave something else. */
export function parseCount(text: string): number | undefined {
  const data = (parseJson(text) as Partial<Answer> | undefined)?.data;
  if (data?.resultType !== 'vector' || !Array.isArray(data.result)) return undefined;
  if (data.result.length === 0) return 0;
  const value = Number(data.result[0]?.value?.[1]);
  return Number.isFinite(value) ? value : undefined;
}

type Answer = {
  readonly status: string;
  readonly error?: string;
  readonly message?: string;
  readonly warnings?: readonly string[];
  readonly data: {
    readonly resultType: string;
    readonly result: readonly {
      readonly stream?: { readonly [name: string]: string };
      readonly values?: readonly (readonly [string, string])[];
      readonly value?: readonly [number, string];
    }[];
  };
};

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
