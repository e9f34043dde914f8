import type { Condition } from '../../condition.ts';
import type { Filter } from '../../filter.ts';
import { isSendable } from '../condition-shape.ts';
import { anyOf, toPortableOfLines } from '../portable-regex.ts';
import type { LokiSource } from '../store-schema.ts';
import { helperLabel, toLabelFilter, toMatcher } from './label-filter.ts';

/** A log query. `isParsed`: it reads the lines, which a count of them could not do where one is broken. */
export type LogQl = { readonly text: string; readonly isParsed: boolean };

/**
 * The LogQL of a filter: the streams, then what the lines contain (which costs least), then labels and fields. Every line that passes the
 * filter passes it; what LogQL cannot say, or says differently, is left to the caller (Loki, "Log queries").
 */
export function toLogQl(source: LokiSource, filter: Filter, use: { readonly regex: boolean }): LogQl {
  const names = [...Object.keys(source.labels), ...source.stream_labels];
  const onStreams = filter.where.filter((condition) => names.includes(condition.field));
  const inLines = filter.where.filter((condition) => !names.includes(condition.field));
  const matchers = onStreams.flatMap((condition) => toMatcher(condition) ?? []);
  const streamFilters = onStreams
    .filter((condition) => toMatcher(condition) === undefined)
    .flatMap((condition) => toLabelFilter(condition, { label: condition.field, isFromLine: false, ...use }) ?? []);
  const lines = lineFilters(filter, use);
  const { stage, filters } = parsed(source, inLines, use);
  const stages = [
    ...lines,
    ...streamFilters.map((text) => `| ${text}`),
    ...stage,
    ...filters.map((text) => `| ${text}`),
  ];
  return {
    text: [toSelector(source, matchers), ...stages].join(' '),
    isParsed: stage.length + streamFilters.length > 0,
  };
}

/** The query that counts the lines of a log query in the milliseconds up to its evaluation (Loki, "Metric queries"). */
export function toCount(query: LogQl, ms: number): string {
  return `sum(count_over_time(${query.text} [${ms}ms]))`;
}

/** A text as LogQL writes it: Go's interpreted string, of which JSON's escapes are a part. */
function quote(text: string): string {
  return JSON.stringify(text);
}

function toSelector(source: LokiSource, more: readonly string[]): string {
  const given = source.selector?.trim().slice(1, -1).trim().replace(/,$/, '') ?? '';
  const labels = Object.entries(source.labels).map(([name, value]) =>
    typeof value === 'string' ? `${name}=${quote(value)}` : `${name}=~${quote(anyOf(value))}`,
  );
  return `{${[...(given === '' ? [] : [given]), ...labels, ...more].join(', ')}}`;
}

function lineFilters(filter: Filter, use: { readonly regex: boolean }): readonly string[] {
  const { texts, regex } = filter;
  const [first] = texts;
  // One text that cannot be sent might be the one that a line contains.
  const isAll = texts.length > 0 && texts.every((text) => text !== '' && isSendable(text));
  const text =
    !isAll || first === undefined ? [] : texts.length === 1 ? [`|= ${quote(first)}`] : [`|~ ${quote(anyOf(texts))}`];
  const pattern = regex === undefined || !use.regex ? undefined : toPortableOfLines(regex);
  return pattern === undefined ? text : [...text, `|~ ${quote(pattern)}`];
}

/** Only the fields that are asked for are read, under names of our own: else each line would come back as a stream. */
function parsed(
  source: LokiSource,
  where: readonly Condition[],
  use: { readonly regex: boolean },
): { readonly stage: readonly string[]; readonly filters: readonly string[] } {
  const path = source.lines === 'json' ? /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/ : /^[A-Za-z_]\w*$/;
  if (source.lines === undefined) return { stage: [], filters: [] };
  const fields: string[] = [];
  const filters: string[] = [];
  for (const condition of where) {
    const { field } = condition;
    if (!path.test(field)) continue;
    const index = fields.includes(field) ? fields.indexOf(field) : fields.length;
    const filter = toLabelFilter(condition, { label: `${helperLabel}${index}`, isFromLine: true, ...use });
    if (filter === undefined) continue;
    if (index === fields.length) fields.push(field);
    // A name with a dot may also be a key by itself, which the path does not find.
    filters.push(field.includes('.') ? `(${filter} or ${helperLabel}${index} = "")` : filter);
  }
  const wanted = fields.map((field, index) => `${helperLabel}${index}=${quote(field)}`).join(', ');
  return { stage: fields.length === 0 ? [] : [`| ${source.lines} ${wanted}`], filters };
}
