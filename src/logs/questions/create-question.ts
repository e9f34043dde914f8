import { createTableQuestion, type TableSpec } from '../tables/table-question.ts';
import type { Question } from './question.ts';

export type QuestionSpec = { readonly kind: 'count' } | { readonly kind: 'over-time'; readonly of: string } | TableSpec;

export function createQuestion(spec: QuestionSpec): Question<any> {
  if (spec.kind === 'table') return createTableQuestion(spec);
  if (spec.kind === 'over-time') {
    const of = spec.of;
    return {
      fields: [of],
      start: () => ({ m: new Map<number, Map<string, number>>() }),
      add: (s, e) => {
        const min = Math.floor(e.at / 60000);
        let b = s.m.get(min);
        if (b === undefined) {
          b = new Map();
          s.m.set(min, b);
        }
        const v = String(e.fields[of]);
        b.set(v, (b.get(v) ?? 0) + 1);
      },
      merge: (a, b) => {
        for (const [k, v] of b.m) {
          const t = a.m.get(k);
          if (!t) a.m.set(k, v);
          else for (const [x, n] of v) t.set(x, (t.get(x) ?? 0) + n);
        }
        return a;
      },
      finish: (s) => ({ facts: { spans: s.m.size }, rows: [], refs: [], say: '', pictures: [] }),
    };
  }
  return {
    fields: [],
    start: () => ({ n: 0, refs: [] as number[] }),
    add: (s, e) => {
      s.n += 1;
      if (s.refs.length < 3) s.refs.push(e.ref);
    },
    merge: (a, b) => ({ n: a.n + b.n, refs: [...a.refs, ...b.refs].sort((x: number, y: number) => x - y).slice(0, 3) }),
    finish: (s) => ({ facts: { n: s.n }, rows: [], refs: s.refs, say: '', pictures: [] }),
  };
}
