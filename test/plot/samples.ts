import type { Arrivals, Heat, Ladder, Line } from '../../src/plot/picture.ts';

const start = Date.parse('2026-05-12T10:30:15Z');

/** Three attempts, 2 s apart, of one submit of the form. */
export const arrivals: Arrivals = {
  kind: 'arrivals',
  title: 'Arrivals of CUST_7890',
  marks: [
    { at: start - 300, lane: 'form submits' },
    ...[0, 2000, 4000].flatMap((after) => [
      { at: start + after, lane: 'client attempts' },
      { at: start + after + 13, lane: 'edge requests' },
    ]),
  ],
};

/** So many that cells hold numbers. */
export const busy: Arrivals = {
  kind: 'arrivals',
  title: 'A busy day',
  marks: Array.from({ length: 600 }, (_, index) => ({
    at: start + ((index * 7919) % 86_400) * 1000,
    lane: `node-${index % 3}`,
  })),
};

/** One that becomes three. */
export const repeats: Ladder = {
  kind: 'ladder',
  title: 'CUST_7890 at every hop',
  hops: [
    { title: 'form submits', ids: 1, lines: 1 },
    { title: 'client attempts', ids: 3, lines: 3 },
    { title: 'edge requests', ids: 3, lines: 3 },
    { title: 'records', ids: 3, lines: 3 },
  ],
};

/** Fifteen that become eight, with more lines than ids on the way. */
export const losses: Ladder = {
  kind: 'ladder',
  title: 'Payments at every hop',
  hops: [
    { title: 'created', ids: 15, lines: 15 },
    { title: 'attempted', ids: 15, lines: 29 },
    { title: 'at the edge', ids: 15, lines: 29 },
    { title: 'accepted 2xx', ids: 8, lines: 8 },
    { title: 'processed', ids: 8, lines: 8 },
  ],
};

/** 200 give way to 401 at 10:50, with a few 499 all along. */
export const statuses: Heat = {
  kind: 'heat',
  title: 'Statuses over time',
  fromMs: Date.parse('2026-05-12T10:30:00Z'),
  everyMs: 60_000,
  rows: [
    { label: '200', counts: Array.from({ length: 40 }, (_, minute) => (minute < 20 ? 100 + ((minute * 7) % 31) : 2)) },
    { label: '401', counts: Array.from({ length: 40 }, (_, minute) => (minute < 20 ? 0 : 20 + ((minute * 5) % 13))) },
    { label: '499', counts: Array.from({ length: 40 }, (_, minute) => (minute % 13 === 3 ? 1 : 0)) },
  ],
};

/** Errors of two pods: one with a peak in the incident and a gap after it, over a limit. */
export const errors: Line = {
  kind: 'line',
  title: 'sum by (pod) (rate(errors[5m]))',
  fromMs: Date.parse('2026-05-12T10:00:00Z'),
  everyMs: 15_000,
  series: [
    {
      label: '{pod="crm-1"}',
      values: Array.from({ length: 361 }, (_, index) => {
        if (index > 280 && index < 300) return null;
        return index > 130 && index < 230 ? 12 + 6 * Math.sin(index / 9) : 1.5 + Math.sin(index / 20);
      }),
    },
    { label: '{pod="crm-2"}', values: Array.from({ length: 361 }, (_, index) => 2 + Math.cos(index / 30)) },
  ],
  window: { fromMs: Date.parse('2026-05-12T10:30:00Z'), toMs: Date.parse('2026-05-12T11:00:00Z') },
  limits: [{ label: 'max', value: 5, bad: 'above' }],
};

/** One value that never changes, with a limit far above it. */
export const flat: Line = {
  kind: 'line',
  title: 'up{job="crm"}',
  fromMs: Date.parse('2026-05-12T10:00:00Z'),
  everyMs: 60_000,
  series: [{ label: '', values: Array.from({ length: 30 }, () => 1) }],
  window: null,
  limits: [{ label: 'max', value: 5000, bad: 'above' }],
};
