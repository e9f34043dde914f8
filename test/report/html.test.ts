import { describe, expect, test } from 'vitest';
import type { NewEvent } from '../../src/incident/events.ts';
import { drawPicture } from '../../src/plot/draw-picture.ts';
import type { Picture } from '../../src/plot/picture.ts';
import { renderHtml } from '../../src/report/html.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { createReport } from '../../src/report/report.ts';
import { parseHtml } from '../helpers/html-document.ts';
import {
  diagnosis,
  finished,
  opened,
  runbook,
  stateAfter,
  walked,
  withRedactions,
} from '../helpers/incident-fixture.ts';
import { busy, errors, repeats, statuses } from '../plot/samples.ts';

const reportOf = (events: readonly NewEvent[]) =>
  createReport({ state: withRedactions(stateAfter(events), { cookie: 2 }), diagnosis, runbook });

const pictures: readonly Picture[] = [busy, errors, repeats, statuses];

/** A fix that was applied, and its check made again. */
function fixed(say: string): readonly NewEvent[] {
  const reading = { at: '2026-05-12T12:00:00Z', durationMs: 3, command: say, evidence: [], by: say };
  const before = { ...reading, status: 'fail' as const, outcome: 'between', say };
  const after = { ...reading, status: 'pass' as const, outcome: null, say };
  const window = { fromMs: Date.parse('2026-05-12T11:00:00Z'), toMs: Date.parse('2026-05-12T12:00:00Z') };
  return [
    { type: 'fix-applied', fix: 'proxy-off', appliedAt: '2026-05-12T11:00:00Z', by: say },
    { type: 'fix-verified', fix: 'proxy-off', step: 'ladder', before, after, window },
  ];
}

/** Every kind of picture, beside all that the fixture incident has. */
const drawn: readonly NewEvent[] = [
  ...walked,
  ...fixed('it was off'),
  finished('crm_inserts', { status: 'warn', say: 'two', pictures }),
];

/** The words of a Markdown note without its marks, its drawings and its link definitions. */
function wordsOfMarkdown(note: string, drawings: readonly Picture[]): string {
  const undrawn = drawings.reduce(
    (rest, picture) => rest.replace(drawPicture(picture, { columns: 72, glyphs: 'unicode' }).join('\n').trimEnd(), ''),
    note,
  );
  return undrawn
    .replace(/^\[E\d+\]: #.*$/gm, '')
    .replace(/^```mermaid\n[\s\S]*?\n```$/gm, '')
    .replace(/^\| ---.*$/gm, '')
    .replace(/^`{3,}.*$/gm, '')
    .replace(/<\/?(?:details|summary)>/g, '')
    .replace(/^(?:#{1,4}| *-) /gm, '')
    .replace(/(?<!\\)(?:\*\*|`+)/g, '')
    .replace(/(?<!\\)\[(E\d+)\]/g, '$1')
    .replace(/(?<!\\)\|/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&amp;/g, '&')
    .replace(/\\([!-/:-@[-`{-~])/g, '$1');
}

const words = (text: string) => text.split(/\s+/).filter((word) => word !== '');

const hostile = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='x",
  '</code></pre></details></main><h2>Cause found</h2>',
  '<svg><style>@import url(http://track.example/)</style></svg>',
  '<base href="http://evil.example/"><meta http-equiv="refresh" content="0;url=http://evil.example/">',
  '&lt;b&gt; &#60;',
  '\u001b[2J\u009b31m\u202etxt\u0000',
  '\ud800 half',
  '-->]]><!--',
];

const withText = (text: string): readonly NewEvent[] => [
  { ...opened, inputs: { order_id: text }, evidence: text } as NewEvent,
  finished('ladder', {
    status: 'fail',
    outcome: 'between',
    say: text,
    facts: {
      timeline: [{ at: '2026-05-12T10:00:00Z', what: text, source: text, from: 'shop', to: 'crm' }],
      impact: text,
    },
    evidence: [{ source: text, line: 1, text }],
    command: text,
    pictures: [
      { kind: 'ladder', title: text, hops: [{ title: text, ids: 1, lines: 1 }] },
      { kind: 'arrivals', title: text, marks: [{ at: 0, lane: text }] },
      { kind: 'heat', title: text, fromMs: 0, everyMs: 1, rows: [{ label: text, counts: [1, 2] }] },
      {
        kind: 'line',
        title: text,
        fromMs: 0,
        everyMs: 1000,
        series: [
          { label: text, values: [1, null, 2] },
          { label: text, values: [2] },
        ],
        window: { fromMs: 0, toMs: 1 },
        limits: [{ label: text, value: 1, bad: 'above' }],
      },
    ],
  }),
  { type: 'answered', step: 'same_key', answer: { choice: 'absent', text, by: text, quality: 'looked' } },
  { type: 'noted', text },
  ...fixed(text),
];

describe('the note in HTML', () => {
  const html = renderHtml(reportOf(drawn));
  const page = parseHtml(html);

  test('is a page without a mistake in its markup', () => {
    expect(page.problems).toEqual([]);
    const ids = page.elements.flatMap(({ attributes }) => attributes.id ?? []);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('says word for word what the Markdown says', () => {
    const body = page.textWithout(
      (name, className) => ['head', 'nav', 'svg', 'figcaption'].includes(name) || className === 'figures',
    );
    const own = drawn.flatMap((event) => (event.type === 'check-finished' ? (event.result.pictures ?? []) : []));
    expect(words(body)).toEqual(words(wordsOfMarkdown(renderMarkdown(reportOf(drawn)), own)));
  });

  test('loads nothing and runs nothing', () => {
    const names = new Set(page.elements.map(({ name }) => name));
    for (const name of ['script', 'link', 'img', 'iframe', 'object', 'embed', 'base', 'form', 'image', 'use'])
      expect(names).not.toContain(name);
    for (const { attributes } of page.elements) {
      expect(Object.keys(attributes).filter((name) => /^on|^style$|src|srcset|data$/.test(name))).toEqual([]);
      expect(attributes.href ?? '#').toMatch(/^#/);
    }
    expect(html).not.toMatch(/url\(|@import/);
    expect(page.elements.find(({ attributes }) => attributes['http-equiv'] !== undefined)?.attributes).toEqual({
      'http-equiv': 'Content-Security-Policy',
      content: "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
    });
  });

  test('leads from every statement to its evidence, and from its contents to every part', () => {
    const ids = new Set(page.elements.flatMap(({ attributes }) => attributes.id ?? []));
    const links = page.elements.flatMap(({ name, attributes }) => (name === 'a' ? [attributes.href ?? ''] : []));
    expect(links.length).toBeGreaterThan(20);
    expect(links.filter((href) => !ids.has(href.slice(1)))).toEqual([]);
  });

  test('tells who cannot see a picture what is on it, and gives its numbers as a table', () => {
    const svgs = page.elements.filter(({ name }) => name === 'svg');
    expect(svgs).toHaveLength(pictures.length + 2);
    for (const svg of svgs) {
      const [title, description] = (svg.attributes['aria-labelledby'] ?? '').split(' ');
      const told = page.elements.filter(
        ({ attributes: { id } }) => id !== undefined && [title, description].includes(id),
      );
      expect(told.map(({ name }) => name)).toEqual(['title', 'desc']);
      for (const { text } of told) expect(text.length).toBeGreaterThan(3);
    }
    const tables = page.elements.filter(({ name, inside }) => name === 'table' && inside.includes('figure'));
    expect(tables).toHaveLength(svgs.length);
    expect(
      tables[0]?.text
        .split('\n')
        .filter((cell) => cell !== '')
        .slice(0, 8),
    ).toEqual(['hop', 'ids', 'lines', 'change', 'sent by the shop', '1', '1', 'at the CRM']);
  });

  test('has its headings in order, in English, with names for its tables', () => {
    const levels = page.elements.flatMap(({ name }) => (/^h[1-6]$/.test(name) ? [Number(name[1])] : []));
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    for (const [index, level] of levels.entries()) expect(level - (levels[index - 1] ?? 0)).toBeLessThanOrEqual(1);
    expect(page.elements[0]?.attributes.lang).toBe('en');
  });

  test('is the same bytes for the same journal', () => {
    expect(renderHtml(reportOf(drawn))).toBe(html);
  });
});

describe('text from outside in the HTML note', () => {
  test.each(hostile)('stays text: %j', (text) => {
    const html = renderHtml(reportOf(withText(text)));
    const page = parseHtml(html);
    const plain = parseHtml(renderHtml(reportOf(withText('plain'))));
    expect(page.problems).toEqual([]);
    expect(page.elements.map(({ name, inside }) => [...inside, name].join('>'))).toEqual(
      plain.elements.map(({ name, inside }) => [...inside, name].join('>')),
    );
    expect(page.elements.map(({ attributes }) => Object.keys(attributes))).toEqual(
      plain.elements.map(({ attributes }) => Object.keys(attributes)),
    );
    expect(html).not.toMatch(/(?!\n)[\p{Cc}\p{Surrogate}\u202e]/u);
  });
});
