import type { Filter } from '../../filter.ts';
import { createBorder } from '../border.ts';
import type { Client } from '../client.ts';
import type { StoreLine } from '../store.ts';
import type { LokiSource } from '../store-schema.ts';
import { readRefusal } from './limits.ts';
import { type LogQl, toCount, toLogQl } from './logql.ts';
import { type Entry, parseCount, parsePage } from './page.ts';
import { queryOf, rangePath, toAsk } from './request.ts';
import { lengthMs, type Span, split } from './span.ts';

type Reading = {
  readonly source: LokiSource;
  readonly client: Client;
  query: LogQl;
  /** Whether the query still holds the regular expressions of the filter. */
  regex: boolean;
  limit: number;
  left: number;
  /** What ended the reading before its end. */
  stop: 'lines' | 'bytes' | undefined;
};

/** Reads the lines of a span, page by page, in as many parts as the server's limits on one query ask for. */
export async function* readSpan(of: {
  readonly source: LokiSource;
  readonly filter: Filter;
  readonly client: Client;
  readonly span: Span;
  readonly maxLines: number;
}): AsyncGenerator<readonly StoreLine[]> {
  const { source, filter, client, span, maxLines } = of;
  const query = toLogQl(source, filter, { regex: true });
  const reading: Reading = { source, client, query, regex: true, limit: source.limit, left: maxLines, stop: undefined };
  const parts: Span[] = [span];
  while (parts.length > 0 && reading.stop === undefined) {
    const part = parts.shift() as Span;
    const refused = yield* readPart(reading, part);
    if (refused?.kind === 'span') parts.unshift(...split({ from: refused.from, to: part.to }, refused.ms));
    if (refused?.kind === 'regex') {
      client.notice(
        'Loki cannot read the regular expression: it gave all other lines, and causebook looked for it in them',
      );
      reading.regex = false;
      reading.query = toLogQl(source, filter, { regex: false });
      parts.unshift({ from: refused.from, to: part.to });
    }
  }
  if (reading.stop === 'lines')
    client.loss(`more than ${maxLines} lines match in Loki; only the first ${maxLines} were read`);
}

type SmallerPart =
  | { readonly kind: 'span'; readonly ms: number; readonly from: bigint }
  | { readonly kind: 'regex'; readonly from: bigint };

/** Reads one part. Gives back what must be asked for otherwise, from where on. */
async function* readPart(reading: Reading, part: Span): AsyncGenerator<readonly StoreLine[], SmallerPart | undefined> {
  const { client } = reading;
  const border = createBorder<bigint>();
  const counts = { pages: 0, lines: 0 };
  let crowd: string | undefined;
  for (let from = part.from; from < part.to; ) {
    // One more than is wanted tells whether there are more.
    const size = Math.min(reading.limit, reading.left + 1 + border.held());
    const page = await readPage(reading, { from, to: part.to }, size);
    if ('kind' in page) return { ...page, from };
    counts.pages += 1;
    const fresh = border.pass(page.entries, ({ ns, stream, line }) => ({ stamp: ns, key: `${stream}\n${line}` }));
    const wanted = fresh.slice(0, reading.left);
    reading.left -= wanted.length;
    counts.lines += wanted.length;
    if (wanted.length > 0) yield wanted.map(toLine);
    if (wanted.length < fresh.length) {
      reading.stop = 'lines';
      return undefined;
    }
    const last = page.entries.at(-1)?.ns;
    if (page.entries.length < page.size || last === undefined) break;
    const isStuck = last === from;
    if (isStuck)
      crowd ??= `${page.size} lines or more carry the stamp ${toIso(last)}: Loki gives no more than ${page.size} of them`;
    if (client.isSpent(() => `nothing after ${toIso(last)} was read`)) {
      reading.stop = 'bytes';
      return undefined;
    }
    from = isStuck ? last + 1n : last;
  }
  const isSame = counts.pages > 1 ? await compareCount(reading, part, counts.lines) : undefined;
  if (crowd !== undefined && isSame !== true) client.loss(crowd);
  return undefined;
}

type WholePage = { readonly entries: readonly Entry[]; readonly size: number };

async function readPage(
  reading: Reading,
  span: Span,
  wanted: number,
): Promise<WholePage | { readonly kind: 'span'; readonly ms: number } | { readonly kind: 'regex' }> {
  const { client, source } = reading;
  for (let size = wanted; ; size = Math.min(size, reading.limit)) {
    const told = await client.ask(toAsk(rangePath, queryOf({ query: reading.query.text, span, limit: size }), source));
    const isAnswer = told.status === 200 && told.text !== undefined;
    const page = isAnswer ? parsePage(told.text ?? '') : undefined;
    if (page !== undefined && 'entries' in page) {
      for (const warning of page.warnings) warn(client, warning);
      return { entries: page.entries, size };
    }
    const said = page?.said ?? told.text ?? '';
    const refused = told.status === 200 && told.text === undefined ? ({ kind: 'page' } as const) : readRefusal(said);
    const ms = lengthMs(span);
    if (refused?.kind === 'lines' && refused.limit < size) reading.limit = refused.limit;
    else if (refused?.kind === 'page' && size > 1) reading.limit = Math.floor(size / 2);
    else if (refused?.kind === 'span' && refused.ms < ms) return refused;
    else if (refused?.kind === 'bytes' && ms > 1000) return { kind: 'span', ms: Math.ceil(ms / 2) };
    else if (refused?.kind === 'regex' && reading.regex) return refused;
    else if (refused?.kind === 'page') throw client.refusal(told, 'one line of more than 64 MiB');
    else throw client.refusal(told, said);
  }
}

/** Loki says in words alone what of an answer is missing. */
function warn(client: Client, warning: string): void {
  const tell = /partial|incomplete|missing|truncat|exceed|reached|fail/i.test(warning) ? client.loss : client.notice;
  tell(`Loki warns: ${warning}`);
}

/** Loki has no paging of its own: a count tells whether lines were lost or repeated where pages met. Undefined: it cannot tell. */
async function compareCount(reading: Reading, part: Span, lines: number): Promise<boolean | undefined> {
  const { client, query, source } = reading;
  if (query.isParsed) return undefined;
  // A range ends at its evaluation, included, and begins after its start.
  const fields = [
    ['query', toCount(query, lengthMs(part))],
    ['time', String(part.to - 1n)],
  ] as const;
  const told = await client.ask(toAsk('loki/api/v1/query', fields, source));
  const count = told.status === 200 && told.text !== undefined ? parseCount(told.text) : undefined;
  if (count !== undefined && count !== lines) {
    const tell = count > lines ? client.loss : client.notice;
    tell(`Loki counts ${count} lines where ${lines} came: some came or went meanwhile, or were lost between its pages`);
  }
  return count === undefined ? undefined : count === lines;
}

function toLine(entry: Entry): StoreLine {
  return {
    place: `${entry.stream} ${entry.ns}`,
    text: entry.line,
    atMs: Number(entry.ns / 1_000_000n),
    stream: entry.writer,
    labels: entry.labels,
  };
}

function toIso(ns: bigint): string {
  return `${new Date(Number(ns / 1_000_000n)).toISOString().slice(0, -1)}${String(ns % 1_000_000n).padStart(6, '0')}Z`;
}
