import { expect, test } from 'vitest';
import { parseCondition } from '../../../src/logs/condition.ts';
import { knowFormats } from '../../../src/logs/formats/known-formats.ts';
import { createGatherer, createTakeLines } from '../../../src/logs/gather/gatherer.ts';
import { createQuestion, type QuestionSpec, readsLines } from '../../../src/logs/questions/create-question.ts';
import { createLineSplitter } from '../../../src/logs/read/line-splitter.ts';
import { type TableState, toRow } from '../../../src/logs/tables/table-question.ts';

const noon = Date.parse('2026-05-12T12:00:00Z');
const table = { kind: 'table', columns: { cust: 'text' }, isOpen: false, only: undefined, folder: '/nowhere' } as const;

/** Each kind of question, in each form that may read the lines. */
const specs = {
  count: [{}],
  repeats: [{ by: 'cust' }, { by: '/"cust":"(\\w+)"/' }],
  'over-time': [{}, { of: 'cust' }, { of: '/"cust":"(\\w+)"/' }],
  'first-after': [{ at: noon + 1500, n: 5 }],
  percentiles: [{ of: 'ms' }, { of: 'ms', by: 'cust' }, { of: 'ms', by: ' /cust":"(\\w)/' }],
  common: [{ bad: [parseCondition('ms > 5')] }],
  keys: [{ by: 'cust' }, { by: '/"cust":"(\\w+)"/' }, { by: 'cust', only: ['c1'] }, { only: ['c1', 'ü2'] }],
  fields: [{ names: ['cust', 'nosuch'] }],
  table: [
    { ...table, raw: true },
    { ...table, raw: false },
  ],
} as const satisfies {
  readonly [Kind in QuestionSpec['kind']]: readonly Rest<Extract<QuestionSpec, { kind: Kind }>>[];
};
type Rest<Spec> = Omit<Spec, 'kind'>;

const all = Object.entries(specs).flatMap(([kind, forms]) => forms.map((form) => ({ kind, ...form }) as QuestionSpec));

const formats = {
  jsonl: Array.from(
    { length: 12 },
    (_, n) =>
      `{"ts":"2026-05-12T12:00:${String(n).padStart(2, '0')}Z","cust":"${n % 4 === 2 ? 'ü' : 'c'}${n % 3}","ms":${n}}\n`,
  ),
  'nginx-error': Array.from(
    { length: 12 },
    (_, n) =>
      `2026/05/12 12:00:${String(n).padStart(2, '0')} [error] 1#${n}: {"cust":"c${n % 3}"}, upstream: "http://c${n % 2}/"\n`,
  ),
};

test.each(Object.entries(formats))(
  'what is asked of many lines of %s at once is what is asked line by line',
  (id, lines) => {
    const text = Buffer.from(lines.join(''));
    const format = knowFormats().formats.get(id);
    if (format === undefined) throw new Error(`no format ${id}`);
    const taken = all.map((spec) => {
      const question = createQuestion(spec);
      const answer = (isInPlace: boolean) => {
        let taken = 0;
        const state = question.start();
        const gatherer = createGatherer({
          part: 0,
          parser: format.open({ zone: 'UTC', modifiedMs: noon, fields: question.fields }),
          timing: { stamps: 'start', duration: undefined },
          window: undefined,
          isStamped: false,
          isSought: undefined,
          passes: undefined,
          question,
          state: state as never,
          readsLines: readsLines(spec),
        });
        const take = createTakeLines(gatherer, 0);
        const splitter = createLineSplitter({
          offset: 0,
          onLine: (line, offset) => gatherer.line(line, offset, splitter.counts().lines),
          ...(isInPlace && take !== undefined
            ? {
                onBlock: (...of: Parameters<typeof take>) => {
                  const found = take(...of);
                  taken += found.lines;
                  return found;
                },
              }
            : {}),
        });
        splitter.push(text);
        splitter.end();
        gatherer.end();
        question.settle?.(state as never);
        const told =
          spec.kind === 'table'
            ? (state as TableState).events.map((event) => toRow(event, spec))
            : question.finish(state as never);
        return { told, taken };
      };
      const [inPlace, cut] = [answer(true), answer(false)];
      expect({ spec, told: inPlace.told }).toEqual({ spec, told: cut.told });
      return inPlace.taken;
    });
    expect(Math.max(...taken)).toBeGreaterThan(6);
  },
);
