import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fillPromql } from '../../../src/checks/metric/fill-promql.ts';
import { metric } from '../../../src/checks/metric.ts';
import { metricsSource } from '../../../src/logs/source-schema.ts';
import { createCheckContext } from '../../helpers/check-context.ts';
import { hasPrometheus, type RealPrometheus, type Sample, startPrometheus } from '../../helpers/prometheus.ts';

const start = Date.parse('2026-05-12T09:00:00Z') / 1000;
const minutes = (n: number) => start + n * 60;
const window = { fromMs: minutes(60) * 1000, toMs: minutes(120) * 1000 };

/** Labels that a query must name exactly. */
const odd = [
  'we"ird',
  "it's",
  'back\\slash',
  'a.b',
  'axb',
  'two\nlines',
  '`tick`',
  '日本',
  '${x}',
  '# no comment',
  '\\',
  '.*',
  '',
];

/** Every 15 s for three hours, as a scrape writes them; `crm` has a peak from 10:20 to 10:40 and a gap from 11:10 to 11:20. */
function samples(): readonly Sample[] {
  const ticks = Array.from({ length: 720 }, (_, index) => start + index * 15);
  const crm = ticks.flatMap((seconds): readonly Sample[] => {
    if (seconds >= minutes(130) && seconds < minutes(140)) return [];
    const value = seconds >= minutes(80) && seconds < minutes(100) ? 50 : 2;
    return [{ labels: { app: 'crm' }, seconds, value }];
  });
  return [...crm, ...odd.map((app, index) => ({ labels: { app, odd: 'yes' }, seconds: minutes(120), value: index }))];
}

describe.skipIf(!hasPrometheus)(
  'with a real Prometheus (skipped where the package prometheus is not installed)',
  () => {
    let prometheus: RealPrometheus;
    beforeAll(async () => {
      prometheus = await startPrometheus('errors', samples());
    }, 60_000);
    afterAll(() => prometheus?.close());

    const run = async (given: Record<string, unknown>) => {
      const metrics = metricsSource.parse({ prometheus: { url: prometheus.url } });
      const source = { id: 'prom', title: 'Prometheus', owner: 'Operations', kind: 'metrics', metrics } as const;
      const context = await createCheckContext({ sources: [source], window, now: new Date(minutes(180) * 1000) });
      return metric.run(metric.parameters.parse({ source: 'prom', query: 'errors{app="crm"}', ...given }), context);
    };

    test('a peak in the window is found to the sample, and a gap stays a gap', async () => {
      const result = await run({ expect: { max: 10, for: '5m' }, step: '15s' });
      expect(result.facts).toMatchObject({
        series: 1,
        breached: true,
        last: 2,
        min: 2,
        max: 50,
        before: 2,
        after: 2,
        first_breach_at: '2026-05-12T10:20:00.000Z',
        longest_breach_ms: 20 * 60_000 - 15_000,
      });
      expect(result.verdict).toMatchObject({ outcome: 'too-high', status: 'fail' });
      const [picture] = result.pictures ?? [];
      const values = picture?.kind === 'line' ? (picture.series[0]?.values ?? []) : [];
      // Prometheus looks five minutes back for a sample, so five of the ten minutes without are a gap.
      expect(values.filter((value) => value === null)).toHaveLength(20);
      expect(values).toHaveLength(2 * 60 * 4 + 1);
    });

    test('an instant, a scalar, NaN and infinity', async () => {
      const at = (query: string) => run({ query, mode: 'instant', expect: { max: 5 } });
      expect((await at('errors{app="crm"}')).facts).toMatchObject({ last: 2, breached: false });
      expect((await at('scalar(errors{app="crm"})')).facts).toMatchObject({ series: 1, last: 2 });
      expect((await at('errors{app="crm"} / 0')).verdict).toMatchObject({
        status: 'fail',
        say: 'errors{app="crm"} / 0 was infinite, expected at most 5',
      });
      expect((await at('0 / (errors{app="crm"} * 0)')).verdict).toMatchObject({ outcome: 'no-data', status: 'warn' });
    });

    test.each([
      ['errors{', 'Prometheus cannot read what it was asked: 1:8: parse error: unexpected end of input inside braces'],
      [
        'errors + on() errors',
        'Prometheus could not work the query out: found duplicate series for the match group {}',
      ],
      ['"text"', 'invalid expression type "string" for range query'],
    ])('%s is told as Prometheus tells it', async (query, message) => {
      await expect(run({ query })).rejects.toMatchObject({
        name: 'CheckProblem',
        message: expect.stringContaining(message),
      });
    });

    test.each(odd.filter((app) => app !== ''))(
      'a value %j names its own series, as text and as a regular expression',
      async (app) => {
        const templates = [
          'errors{app="${{ x }}", odd="yes"}',
          "errors{app='${{ x }}', odd='yes'}",
          'errors{odd="yes", app=~"${{ x }}"}',
        ];
        for (const template of [...templates, ...(app.includes('`') ? [] : ['errors{app=`${{ x }}`, odd="yes"}'])]) {
          const query = fillPromql(template, () => app);
          expect((await run({ query, mode: 'instant' })).facts).toMatchObject({ series: 1, last: odd.indexOf(app) });
        }
      },
    );

    test('whatever a value holds, the query means the same with it', async () => {
      const text = fc.string({
        unit: fc.constantFrom('"', "'", '\\', '`', '}', '{', '#', '\n', 'x', '$', '\u0000', 'é', ')'),
      });
      await fc.assert(
        fc.asyncProperty(text, async (value) => {
          // The label is none of theirs, so that nothing may come back but the one series that is not excluded.
          const query = fillPromql(
            'errors{app="crm", odd!="${{ x }}"} unless errors{app=\'${{ x }}\', odd=~"${{ x }}"}',
            () => `v${value}`,
          );
          expect((await run({ query, mode: 'instant' })).facts).toMatchObject({ series: 1, last: 2 });
        }),
        { numRuns: 60 },
      );
    });
  },
);

test('templates are filled in inside strings only', () => {
  const fill = (query: string) => fillPromql(query, (expression) => `<${expression}>`);
  expect(fill('m{a="${{ inputs.x }}", b=~"x|${{ y }}"} # "${x}"')).toBe('m{a="<inputs.x>", b=~"x|<y>"} # "${x}"');
  expect(fill('m{a="\\"${{ x }}"}')).toBe('m{a="\\"<x>"}');
  for (const query of ['m[${{ x }}]', '${{ x }}', 'm{a="b"} + ${{ x }}', 'm # "${{ x }}"\n', "m{a='\"'} > ${{ x }}"])
    expect(() => fill(query)).toThrow('stands outside a string of the query: values go only between quotes');
  expect(() => fillPromql('m{a="${{ x }}"}', () => null)).toThrow('${{ x }} has no value to put into the query');
  expect(() => fillPromql('m{a=`${{ x }}`}', () => 'a`b')).toThrow('a value with ` in it cannot stand in a `…` string');
});
