import type { Picture } from '../../../plot/picture.ts';
import type { QuestionAnswer } from '../question.ts';
import { sayUnkeyed } from '../unkeyed.ts';
import { brief, countOf, grouped, renderInstant, renderLength } from '../wording.ts';
import { type Spans, sum } from './spans.ts';

/** What the answer is made of; `fromMs` and `toMs` are the first and the last instant that it is about. */
export type Counted = {
  readonly spans: Spans;
  readonly of: string | undefined;
  readonly n: number;
  readonly unstamped: number;
  readonly unkeyed: number;
  readonly outside: number;
  readonly fromMs: number;
  readonly toMs: number;
};

const maxLabels = 50;
const maxRows = 1000;
const maxColumns = 240;

/**
 * Tells how the counts run over time: rows of span, value and count that are not zero, and a picture with the zeros.
 */
export function tellOverTime(counted: Counted): QuestionAnswer {
  const { spans, n, unstamped, unkeyed, outside } = counted;
  const labels = labelsOf(counted);
  const table = tableOf(spans, labels);
  const peak = peakOf(table);
  const peakAt = peak === undefined ? null : renderInstant(peak.span * spans.everyMs);
  const values = spans.isOneValue ? null : spans.values.size;
  return {
    facts: {
      n,
      unstamped,
      outside,
      every_ms: spans.everyMs,
      spans: table.length,
      first: renderInstant(counted.fromMs),
      last: renderInstant(counted.toMs),
      values,
      peak_at: peakAt,
      peak_n: peak === undefined ? 0 : peak.n,
      unkeyed,
    },
    rows: rowsOf({ counted, labels, table }),
    refs: [],
    say: say({ counted, labels, table, peakAt }),
    pictures: table.length === 0 ? [] : [draw({ counted, labels, table })],
  };
}

/** The values that have a row of their own, most frequent first, and the row of each value number. */
type Labels = {
  readonly names: readonly string[];
  readonly rowOf: readonly number[];
  readonly totals: readonly number[];
};

type Table = readonly { readonly span: number; readonly counts: readonly number[] }[];

function rowsOf(of: {
  readonly counted: Counted;
  readonly labels: Labels;
  readonly table: Table;
}): QuestionAnswer['rows'] {
  const { counted, labels, table } = of;
  const { spans } = counted;
  const isTotal = counted.of === undefined || spans.isOneValue;
  const rows: { at: string | null; value?: string; n: number }[] = [];
  for (const { span, counts } of table) {
    if (rows.length >= maxRows) break;
    const at = renderInstant(span * spans.everyMs);
    for (const [label, n] of counts.entries()) {
      if (n > 0) rows.push(isTotal ? { at, n } : { at, value: labels.names[label] ?? '', n });
    }
  }
  return rows.slice(0, maxRows);
}

/** The span with most events; of several the first. */
function peakOf(table: Table): { readonly span: number; readonly n: number } | undefined {
  let peak: { readonly span: number; readonly n: number } | undefined;
  for (const { span, counts } of table) {
    const n = sum(counts);
    if (peak === undefined || n > peak.n) peak = { span, n };
  }
  return peak;
}

function labelsOf({ spans, of }: Counted): Labels {
  const totals = new Array<number>(Math.max(1, spans.values.size)).fill(0);
  for (const row of spans.spans.values()) {
    for (const [value, n] of row.entries()) totals[value] = (totals[value] ?? 0) + n;
  }
  if (of === undefined || spans.isOneValue) return { names: ['events'], rowOf: [0], totals };
  const ranked = [...spans.values]
    .map(([name, value]) => ({ name, value, n: totals[value] ?? 0 }))
    .sort((a, b) => b.n - a.n || (a.name < b.name ? -1 : 1));
  const rowOf = new Array<number>(ranked.length).fill(maxLabels);
  for (const [row, { value }] of ranked.slice(0, maxLabels).entries()) rowOf[value] = row;
  const names = ranked.slice(0, maxLabels).map(({ name }) => name);
  const rest = ranked.slice(maxLabels).reduce((total, { n }) => total + n, 0);
  return {
    names: rest === 0 ? names : [...names, 'other'],
    rowOf,
    totals: [...ranked.slice(0, maxLabels).map(({ n }) => n), ...(rest === 0 ? [] : [rest])],
  };
}

function tableOf({ spans }: Spans, { names, rowOf }: Labels): Table {
  return [...spans]
    .sort(([a], [b]) => a - b)
    .map(([span, row]) => {
      const counts = new Array<number>(names.length).fill(0);
      row.forEach((n, value) => {
        const label = rowOf[value] ?? 0;
        counts[label] = (counts[label] ?? 0) + n;
      });
      return { span, counts };
    });
}

function draw(of: { readonly counted: Counted; readonly labels: Labels; readonly table: Table }): Picture {
  const { counted, labels, table } = of;
  const { spans } = counted;
  const from = Math.floor(counted.fromMs / spans.everyMs);
  const end = Math.floor(counted.toMs / spans.everyMs);
  // A window that ends where a span begins has at most one instant of that span.
  const isBare = counted.toMs > counted.fromMs && counted.toMs % spans.everyMs === 0 && !spans.spans.has(end);
  const columns = end - from + (isBare ? 0 : 1);
  const factor = Math.ceil(columns / maxColumns);
  const rows = labels.names.map((label, index) => ({
    label,
    counts: new Array<number>(Math.ceil(columns / factor)).fill(0),
    ...(index === maxLabels ? { values: spans.values.size - maxLabels } : {}),
  }));
  for (const { span, counts } of table) {
    const column = Math.floor((span - from) / factor);
    counts.forEach((n, label) => {
      const row = rows[label]?.counts;
      if (row !== undefined) row[column] = (row[column] ?? 0) + n;
    });
  }
  const title = counted.of === undefined ? 'Events over time' : `${counted.of} over time`;
  return { kind: 'heat', title, fromMs: from * spans.everyMs, everyMs: spans.everyMs * factor, rows };
}

function say(of: {
  readonly counted: Counted;
  readonly labels: Labels;
  readonly table: Table;
  readonly peakAt: string | null;
}): string {
  const { counted, labels, table, peakAt } = of;
  const { spans, n } = counted;
  const name = counted.of;
  if (n === 0) return sayNothing(counted);
  const top = labels.names
    .slice(0, 3)
    .map((label, index) => `${brief(label)} ${grouped(labels.totals[index] ?? 0)}`)
    .join(', ');
  const more = labels.names.length > 3 ? ', …' : '';
  const kinds = spans.isOneValue
    ? ` (${name} has too many values to tell apart)`
    : name === undefined
      ? ''
      : ` by ${name} (${top}${more})`;
  const peak = table.length > 1 ? `, most in the ${renderLength(spans.everyMs)} from ${peakAt}` : '';
  return `${countOf(n, 'event')}${kinds}${peak}`;
}

function sayNothing({ of, unstamped, unkeyed, outside }: Counted): string {
  const place = outside > 0 ? ' in the window' : '';
  if (of !== undefined && unkeyed > 0) return sayUnkeyed(of, unkeyed, `${unstamped > 0 ? ' with a time' : ''}${place}`);
  return unstamped === 0 ? `no events${place}` : `no event${place} has a time`;
}
