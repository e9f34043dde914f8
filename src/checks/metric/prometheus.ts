import { z } from 'zod';
import { CheckProblem } from '../../errors.ts';
import { readAccess } from '../../logs/stores/access.ts';
import { createClient } from '../../logs/stores/client.ts';
import { renderStoreCurl } from '../../logs/stores/curl.ts';
import type { PrometheusSource } from '../../logs/stores/store-schema.ts';
import { toVisible } from '../../redact/visible.ts';
import type { CheckContext } from '../check.ts';
import type { Span } from './span.ts';

/** A query with the span it is asked over, or the instant. */
export type Asked = { readonly query: string } & ({ readonly span: Span } | { readonly at: number });

/** One series as it came: its labels, and its samples at instants (milliseconds since 1970). Infinite and NaN values stay what they are. */
export type RawSeries = {
  readonly labels: { readonly [name: string]: string };
  readonly samples: readonly (readonly [ms: number, value: number])[];
};

/** An answer: its series, and what the server remarked on it. */
export type Told = { readonly series: readonly RawSeries[]; readonly remarks: readonly string[] };

const sample = z.tuple([z.number(), z.string()]);
const labels = z.record(z.string(), z.string());
const success = z.object({
  status: z.literal('success'),
  warnings: z.array(z.string()).optional(),
  infos: z.array(z.string()).optional(),
  data: z.discriminatedUnion('resultType', [
    z.object({
      resultType: z.literal('matrix'),
      result: z.array(z.object({ metric: labels, values: z.array(sample).optional() })),
    }),
    z.object({
      resultType: z.literal('vector'),
      result: z.array(z.object({ metric: labels, value: sample.optional() })),
    }),
    z.object({ resultType: z.literal('scalar'), result: sample }),
    z.object({ resultType: z.literal('string'), result: sample }),
  ]),
});
const failure = z.object({ status: z.literal('error'), errorType: z.string(), error: z.string() });

/** Asks a query (Prometheus, "HTTP API"). Throws a `CheckProblem` that says what stood in the way: the query, the access, the server, the time. */
export async function askPrometheus(
  asked: Asked,
  use: { readonly source: PrometheusSource; readonly context: CheckContext },
): Promise<Told> {
  const { source, context } = use;
  const store = 'Prometheus';
  const access = readAccess({ given: source, env: context.env, store });
  // A little less than the step's time-out, so that it can still be said who was silent.
  const timeout = Math.min(source.timeout, Math.max(0.1, (context.timeoutMs * 0.9) / 1000));
  const client = createClient({
    store,
    base: { ...source, timeout },
    access,
    signal: context.signal,
    now: context.now,
    onReport: () => undefined,
    retries: 0,
  });
  try {
    const path = `${pathOf(asked)}?${new URLSearchParams([...fieldsOf(asked), ['timeout', `${Math.ceil(timeout * 1000)}ms`]])}`;
    const told = await client.ask({ path, headers: tenantOf(source) });
    if (told.text === undefined)
      throw problem('Prometheus sent more than 64 MiB', 'Let the query bring fewer series: sum by (…) (…)');
    const json = tryParse(told.text);
    const failed = failure.safeParse(json);
    if (failed.success) throw tellFailure(failed.data);
    if (told.status !== 200) {
      const refusal = client.refusal(told);
      throw told.status === 404
        ? problem(
            `${refusal.message}: there is no Prometheus API under that address`,
            'Check `url`; a path before /api/v1 belongs to it',
          )
        : refusal;
    }
    const read = success.safeParse(json);
    if (!read.success)
      throw problem(`what answered at ${source.url} is no Prometheus API: ${startOf(told.text)}`, 'Check `url`');
    const { data, warnings = [], infos = [] } = read.data;
    const remarks = [...warnings, ...infos, ...client.report().problems];
    return { series: seriesOf(data, asked.query), remarks };
  } finally {
    client.close();
  }
}

/** The curl line that asks again. */
export function renderAsk(asked: Asked, source: PrometheusSource): string {
  return renderStoreCurl({
    base: source,
    credentials: source,
    path: pathOf(asked),
    headers: tenantOf(source),
    query: fieldsOf(asked),
  });
}

function pathOf(asked: Asked): string {
  return 'span' in asked ? 'api/v1/query_range' : 'api/v1/query';
}

function fieldsOf(asked: Asked): [string, string][] {
  const { query } = asked;
  if (!('span' in asked))
    return [
      ['query', query],
      ['time', instant(asked.at)],
    ];
  const { fromMs, toMs, stepMs } = asked.span;
  return [
    ['query', query],
    ['start', instant(fromMs)],
    ['end', instant(toMs)],
    ['step', String(stepMs / 1000)],
  ];
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}

function tenantOf({ tenant }: PrometheusSource): { readonly [name: string]: string } {
  return tenant === undefined ? {} : { 'x-scope-orgid': tenant };
}

/** The error types of the API, each with what to do about it. */
function tellFailure({ errorType, error }: z.output<typeof failure>): CheckProblem {
  const said = toVisible(error).slice(0, 500);
  if (errorType === 'bad_data') return problem(`Prometheus cannot read what it was asked: ${said}`, 'Mend the query');
  if (errorType === 'timeout' || errorType === 'canceled')
    return problem(
      `Prometheus gave the query up: ${said}`,
      'Narrow the window, raise `step` or `timeout`, or ask for fewer series',
    );
  if (errorType === 'execution') return problem(`Prometheus could not work the query out: ${said}`, 'Mend the query');
  return problem(`Prometheus could not answer (${toVisible(errorType).slice(0, 40)}): ${said}`);
}

function seriesOf(data: z.output<typeof success>['data'], query: string): readonly RawSeries[] {
  switch (data.resultType) {
    case 'scalar':
      return [{ labels: {}, samples: [toSample(data.result)] }];
    case 'string':
      throw problem(`the query gives a text, not numbers: ${query}`, 'Mend the query');
    case 'matrix':
      return data.result.map(({ metric, values }) => ({
        labels: metric,
        samples: assertNumbers(values, query).map(toSample),
      }));
    case 'vector':
      return data.result.map(({ metric, value }) => ({
        labels: metric,
        samples: assertNumbers(value === undefined ? undefined : [value], query).map(toSample),
      }));
  }
}

function assertNumbers<T>(values: readonly T[] | undefined, query: string): readonly T[] {
  if (values !== undefined) return values;
  throw problem(`the query gives histograms, not numbers: ${query}`, 'Use histogram_quantile() or histogram_count()');
}

function toSample([seconds, value]: readonly [number, string]): readonly [number, number] {
  return [
    Math.round(seconds * 1000),
    value === '+Inf' ? Number.POSITIVE_INFINITY : value === '-Inf' ? Number.NEGATIVE_INFINITY : Number(value),
  ];
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function startOf(text: string): string {
  return JSON.stringify(toVisible(text.trim().slice(0, 80)));
}

function problem(message: string, unblock?: string): CheckProblem {
  return new CheckProblem({ status: 'error', message, ...(unblock === undefined ? {} : { unblock }) });
}
