import { z } from 'zod';
import { CheckProblem, inputMissing } from '../errors.ts';
import type { PrometheusSource } from '../logs/stores/store-schema.ts';
import { type CheckContext, defineCheck, type Reading } from './check.ts';
import { fillPromql, misplacedTemplate } from './metric/fill-promql.ts';
import { judgeMetric } from './metric/judge.ts';
import { limitsOf, limitsSchema } from './metric/limits.ts';
import { type Asked, askPrometheus, renderAsk } from './metric/prometheus.ts';
import { measureSeries } from './metric/series.ts';
import { spanOf } from './metric/span.ts';
import { touchesOfSources } from './touches.ts';

const duration = z.string().regex(/^\d+(\.\d+)?(ms|s|m|h|d)$/, 'must be a time like 30s, 5m or 1h');

const parameters = z
  .strictObject({
    source: z.string().min(1).describe('The source of metrics to ask'),
    query: z
      .string()
      .min(1)
      .max(8000)
      .superRefine((query, { addIssue }) => {
        const problem = misplacedTemplate(query);
        if (problem !== undefined) addIssue({ code: 'custom', message: problem });
      })
      .describe('PromQL; templates stand inside its strings only, where their values are escaped'),
    mode: z
      .enum(['range', 'instant'])
      .default('range')
      .describe('Over the incident window with some time before and after, or at the end of the window alone'),
    expect: limitsSchema.optional().describe('What the values must be in the window'),
    step: duration.optional().describe('How far samples are apart; from the length of the window when left out'),
    pad: duration.optional().describe('How much before and after the window is asked for; half of it when left out'),
    max_series: z.int().min(1).max(100).default(20).describe('More series than this are counted, not listed'),
  })
  .refine((given) => given.mode === 'range' || given.expect?.for === undefined, {
    error: '`for` needs `mode: range`: at an instant nothing lasts',
  });

type Parameters = z.output<typeof parameters>;

/**
 * The facts: `last` to `after` are those of the worst series in the window (`before`, `during` and `after` are means), null where it
 * has no sample; one of `rows` for each series, the worst first. `first_breach_at` may lie before the window.
 */
const facts = {
  series: 'int',
  breached: 'bool',
  breached_series: 'int',
  last: 'dyn',
  min: 'dyn',
  max: 'dyn',
  mean: 'dyn',
  before: 'dyn',
  during: 'dyn',
  after: 'dyn',
  first_breach_at: 'dyn',
  longest_breach_ms: 'dyn',
  step_ms: 'dyn',
  remarks: 'list<string>',
  rows: 'list<dyn>',
} as const;

/** Asks a Prometheus for a query over the incident window, holds the values against limits, and draws them. */
export const metric = defineCheck<Parameters>({
  kind: 'metric',
  summary: 'Asks Prometheus over the incident window, holds the values against limits, and draws them',
  parameters: parameters as z.ZodType<Parameters>,
  facts,
  timeoutMs: 30_000,
  asserts: (given) => given.expect !== undefined,
  fill: { query: fillPromql },
  reads: readingsOf,
  touches: (given, sources) =>
    touchesOfSources(readingsOf(given), sources).map((touch) => ({ ...touch, text: `${touch.text} ${given.query}` })),
  run: async (given, context) => {
    const source = findSource(given.source, context);
    const span = spanOf({ window: context.window, now: context.now(), pad: given.pad, step: given.step });
    const { query } = given;
    const asked: Asked = given.mode === 'range' ? { query, span } : { query, at: span.window.toMs };
    context.progress(`asking Prometheus: ${query}`);
    const { series, remarks } = await askPrometheus(asked, { source, context });
    const limits = limitsOf(given.expect);
    // An instant query has samples of that instant alone, or, of a range vector, those before it.
    const window = given.mode === 'range' ? span.window : { fromMs: Number.NEGATIVE_INFINITY, toMs: span.window.toMs };
    const judged = judgeMetric({
      query,
      series: measureSeries(series, { window, limits, stepMs: span.stepMs }),
      remarks:
        context.window === undefined ? [...remarks, 'no window was given: the last hour was asked for'] : remarks,
      span: given.mode === 'range' ? span : undefined,
      limits,
      expect: given.expect,
      maxSeries: given.max_series,
    });
    return { ...judged, command: renderAsk(asked, source) };
  },
});

function findSource(id: string, context: CheckContext): PrometheusSource {
  const entry = context.sources.get(id);
  if (entry?.kind === 'metrics') {
    if (entry.missingInput !== undefined) throw inputMissing(entry.missingInput);
    return entry.metrics.prometheus;
  }
  if (entry === undefined) throw new CheckProblem({ status: 'error', message: `unknown source "${id}"` });
  if (entry.kind !== 'manual')
    throw new CheckProblem({ status: 'error', message: `source "${id}" is a ${entry.kind}, it holds no metrics` });
  throw new CheckProblem({
    status: 'blocked',
    message: `${entry.title} names no address`,
    unblock: `Ask ${entry.owner} for ${entry.title}`,
  });
}

function readingsOf({ source }: Parameters): readonly Reading[] {
  return [{ id: source, as: 'metrics' }];
}
