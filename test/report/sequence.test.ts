import { describe, expect, test } from 'vitest';
import { renderHtml } from '../../src/report/html.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { createReport } from '../../src/report/report.ts';
import { parseHtml } from '../helpers/html-document.ts';
import { diagnosis, finished, opened, runbook, stateAfter } from '../helpers/incident-fixture.ts';

type Entry = {
  readonly at: string;
  readonly what: string;
  readonly source?: string;
  readonly from?: string;
  readonly to?: string;
};

const reportOf = (timeline: readonly Entry[]) =>
  createReport({ state: stateAfter([opened, finished('ladder', { facts: { timeline } })]), diagnosis, runbook });
const diagramOf = (timeline: readonly Entry[]) =>
  /```mermaid\n([\s\S]*?)\n```/.exec(renderMarkdown(reportOf(timeline)))?.[1];

const attempts: readonly Entry[] = [
  { at: '2026-05-12T10:00:00Z', what: 'the shop sends', from: 'shop', to: 'crm' },
  { at: '2026-05-12T10:00:02.5Z', what: 'a record is made', source: 'crm-edge.log:3' },
  { at: '2026-05-12T10:00:03Z', what: 'the CRM answers', from: 'crm', to: 'shop' },
];

describe('the sequence of a note', () => {
  test('has an arrow where something went from party to party, and a note where something happened at the one whose log it is', () => {
    expect(diagramOf(attempts)).toBe(
      [
        'sequenceDiagram',
        '  participant P1 as Shop',
        '  participant P2 as CRM',
        '  P1->>P2: 10:00:00 the shop sends',
        '  Note over P2: 10:00:02.500 a record is made',
        '  P2->>P1: 10:00:03 the CRM answers',
      ].join('\n'),
    );
  });

  test('is left out where nothing went anywhere', () => {
    expect(diagramOf(attempts.slice(1, 2))).toBeUndefined();
  });

  test('names the day where there are several', () => {
    expect(diagramOf([...attempts, { at: '2026-05-13T10:00:00Z', what: 'again', from: 'shop', to: 'crm' }])).toContain(
      '  P1->>P2: 2026-05-12T10:00:00Z the shop sends',
    );
  });

  test('says how many it leaves out', () => {
    const many = Array.from({ length: 43 }, (_, index) => ({
      ...attempts[0],
      at: `2026-05-12T10:00:${10 + index}Z`,
      what: `attempt ${index}`,
    })) as readonly Entry[];
    const note = renderMarkdown(reportOf(many));
    expect(note.match(/->>/g)).toHaveLength(40);
    expect(note).toContain('The diagram shows the first 40 of 43; 3 were left out.');
    expect(renderHtml(reportOf(many))).toContain('The diagram shows the first 40 of 43; 3 were left out.');
  });

  test.each([
    ['a; P1->>P2: forged', '10:00:00 a#59; P1-#62;#62;P2: forged'],
    [
      '#35; %%{init: x}%% <b> "q" `` ```',
      '10:00:00 #35;35#59; #37;#37;#123;init: x#125;#37;#37; #60;b#62; #34;q#34; #96;#96; #96;#96;#96;',
    ],
    ['one\nend\nloop x', '10:00:00 one⏎end⏎loop x'.replaceAll('⏎', '#9166;')],
    ['$$\\sqrt{x}$$', '10:00:00 #36;#36;#92;sqrt#123;x#125;#36;#36;'],
  ])('writes %j so that it stays text', (what, written) => {
    expect(diagramOf([{ ...(attempts[0] as Entry), what }])?.split('\n')[3]).toBe(`  P1->>P2: ${written}`);
  });

  test('is drawn in the HTML, and told to who cannot see it', () => {
    const page = parseHtml(renderHtml(reportOf(attempts)));
    expect(page.problems).toEqual([]);
    const inSvg = page.elements.filter(({ inside }) => inside.includes('svg'));
    expect(inSvg.filter(({ attributes }) => attributes.class === 'arrow')).toHaveLength(2);
    expect(inSvg.find(({ name }) => name === 'desc')?.text).toBe(
      'Shop to CRM: 10:00:00 the shop sends. CRM: 10:00:02.500 a record is made. CRM to Shop: 10:00:03 the CRM answers.',
    );
  });
});
