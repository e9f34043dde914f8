import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { NewEvent } from '../../src/incident/events.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { createReport } from '../../src/report/report.ts';
import {
  diagnosis,
  finished,
  opened,
  runbook,
  stateAfter,
  walked,
  withRedactions,
} from '../helpers/incident-fixture.ts';

const redactions = { cookie: 2, 'vendor key': 0 };

function noteOf(state: ReturnType<typeof stateAfter>): string {
  return renderMarkdown(createReport({ state: withRedactions(state, redactions), diagnosis, runbook }));
}

/** The note between the list under the title and its last part, where (remarks aside) no time of the walk itself may stand. */
function bodyOf(note: string): string {
  return note.slice(note.indexOf('## Verdict'), note.indexOf('### How this was found'));
}

/** Code spans and blocks as CommonMark reads them, taken out. */
function withoutCode(note: string): string {
  return note
    .replace(/^(`{3,})(?!.*`)[\s\S]*?^\1$/gm, '[block]')
    .replace(/(?<![\\`])(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, '[code]');
}

const golden = (name: string) => new URL(`../fixtures/notes/${name}.md`, import.meta.url);

describe('the incident note', () => {
  const cases = [
    { name: 'walked', note: () => noteOf(stateAfter(walked)) },
    {
      name: 'nothing-known',
      note: () =>
        renderMarkdown(
          createReport({
            state: stateAfter([]),
            diagnosis: { axes: [], next: [], messages: [], contradictions: [] },
            runbook,
          }),
        ),
    },
  ];
  test.each(cases)('is to the byte what fixtures/notes/$name.md says', ({ name, note }) => {
    // `UPDATE_NOTES=1 npx vitest run test/report` writes the fixtures anew, to be read before they are kept.
    if (process.env.UPDATE_NOTES === '1') writeFileSync(golden(name), note());
    expect(note()).toBe(readFileSync(golden(name), 'utf8'));
  });

  test('is the same whatever the order in which the facts came in', () => {
    const [first, ...rest] = walked as [NewEvent, ...NewEvent[]];
    expect(bodyOf(noteOf(stateAfter([first, ...rest.toReversed()])))).toBe(
      bodyOf(noteOf(stateAfter(walked))).replace(
        '2026-05-12T12:00:07Z: Shop is on',
        '2026-05-12T12:00:01Z: Shop is on',
      ),
    );
  });

  test('is the same on another day but for the list under the title and the last part', () => {
    const withoutRemark = walked.filter(({ type }) => type !== 'noted');
    const later = withoutRemark.map((event) =>
      event.type === 'check-finished'
        ? { ...event, result: { ...event.result, startedAt: '2027-01-01T00:00:00Z', durationMs: 90_000 } }
        : event,
    );
    const other = noteOf(stateAfter(later, '2027-01-01T00:00:00Z'));
    expect(bodyOf(other)).toBe(bodyOf(noteOf(stateAfter(withoutRemark))));
    expect(other).not.toBe(noteOf(stateAfter(withoutRemark)));
  });

  test('never holds a secret input', () => {
    expect(noteOf(stateAfter(walked))).not.toMatch(/never shown|api_key/);
  });

  test('keeps the earlier result of a check that was interrupted while running again', () => {
    const note = noteOf(
      stateAfter([...walked, { type: 'check-started', step: 'ladder' }, { type: 'check-cancelled', step: 'ladder' }]),
    );
    expect(note).toContain(
      '- [E1] `ladder` Requests per hop: interrupted before it had finished; its earlier result stands: one request left the shop, two reached the CRM. What would help: Run it again.',
    );
    expect(note).toContain('### E1\n\n`ladder` **interrupted**. Requests per hop. ');
  });

  test('says how many lines and characters of evidence it leaves out', () => {
    const evidence = Array.from({ length: 12 }, (_, index) => ({
      source: 'a.log',
      line: index + 1,
      text: index === 0 ? 'x'.repeat(1000) : 'y',
    }));
    const note = noteOf(stateAfter([opened, finished('ladder', { evidence })]));
    expect(note).toContain('… (600 more characters)\n');
    expect(note).toContain('a.log:10  y\n… 2 more lines in the JSON\n```');
  });
});

describe('the evidence index', () => {
  const indexOf = (...events: NewEvent[]) =>
    noteOf(stateAfter([opened, ...events])).split('## Appendix: evidence index')[1] ?? '';
  const line = (number: number) => ({ source: 'a.log', line: number, text: `line ${number}` });

  test('shows a line whole where it comes first, and afterwards only where it lies', () => {
    const index = indexOf(
      finished('ladder', { evidence: [line(1), line(2)] }),
      finished('edge_status', { evidence: [line(2), line(3)] }),
      finished('crm_inserts', { evidence: [line(1), line(3)] }),
    );
    expect(index).toContain('```text\na.log:1  line 1\na.log:2  line 2\n```');
    expect(index).toContain(' Rests on a.log:2, shown above.\n\n```text\na.log:3  line 3\n```');
    expect(index).toContain(' Rests on a.log:1, 3, shown above.\n\n');
  });

  test('says of three lines or more that follow each other where they begin and end', () => {
    const lines = [1, 2, 3, 5, 6].map(line);
    const index = indexOf(finished('ladder', { evidence: lines }), finished('edge_status', { evidence: lines }));
    expect(index).toContain(' Rests on a.log:1–3, 5, 6, shown above.\n\n');
  });

  test('names once the command that several checks share', () => {
    const command = (step: string) => `causebook check step duplicate-orders ${step} --evidence /evidence/dup`;
    const index = indexOf(
      finished('ladder', { command: command('ladder'), evidence: [line(1)] }),
      finished('crm_inserts', { command: command('crm_inserts') }),
      finished('edge_status', { command: 'curl http://crm.example' }),
    );
    expect(index.match(/causebook check step/g)).toHaveLength(1);
    expect(index).toContain('causebook check step duplicate-orders STEP --evidence /evidence/dup');
    expect(index).toContain('curl http://crm.example');
    expect(index).toContain('### E4\n\n`crm_inserts` **pass**. Inserts per order.');
  });

  test('names the command that several checks share also where it names the runbook by its file', () => {
    const command = (step: string) => `causebook check step '/my books/r.yaml' ${step} --input window=a/b`;
    const index = indexOf(
      finished('ladder', { command: command('ladder') }),
      finished('crm_inserts', { command: command('crm_inserts') }),
    );
    expect(index.match(/causebook check step/g)).toHaveLength(1);
    expect(index).toContain("causebook check step '/my books/r.yaml' STEP --input window=a/b");
  });

  test('gives every evidence a number of its own in the runbook, and a place that the text leads to', () => {
    const note = noteOf(stateAfter(walked));
    const cited = new Set([...note.matchAll(/(?<!\\)\[(E\d+)\](?!:)/g)].map(([, id]) => id));
    expect([...cited].sort()).toEqual(['E1', 'E2', 'E3', 'E6']);
    for (const id of cited) {
      const anchor = new RegExp(`^\\[${id}\\]: #(.*)$`, 'm').exec(note)?.[1];
      const heading = new RegExp(`^### (${id})$`, 'm').exec(note)?.[1];
      expect(anchor).toBe(heading?.toLowerCase());
    }
  });

  test('leaves a command that no other check shares with its finding', () => {
    const index = indexOf(finished('ladder', { command: 'causebook check step duplicate-orders ladder --input a=b' }));
    expect(index).toContain('causebook check step duplicate-orders ladder --input a=b');
  });
});

describe('text from outside in a note', () => {
  const hostile = [
    { name: 'a table row', text: 'a | b | c', never: /[^\\]\| b/ },
    { name: 'a heading after a line break', text: 'a\n# Cause found\n## Fixes', never: /^# Cause found/m },
    { name: 'HTML', text: '<script>alert(1)</script><img src=x onerror=y>', never: /<(script|img)/ },
    { name: 'a fence that ends the block', text: '```\n# out\n~~~\n', never: /^# out/m },
    { name: 'a long run of backticks', text: '``````` `````````` x', never: /^`{7} /m },
    {
      name: 'a link and an image',
      text: '[click](javascript:x) ![p](http://track.example/p.png)',
      never: /[^\\]\[(click|p)\]\(/,
    },
    { name: 'a link definition', text: '[CRM]: http://evil.example', never: /^\[CRM\]:/m },
    {
      name: 'terminal escapes',
      text: '\u001b[2J\u009b31mred\u0007 \u202etxt',
      never: /(?!\n)[\p{Cc}\u202e]/u,
    },
    { name: 'a rule under a line', text: '---', never: /^---$/m },
    { name: 'an entity', text: '&gt;b &#60;', never: /&(gt|#60);/ },
  ];
  test.each(hostile)('cannot break out: $name', ({ text, never }) => {
    const note = noteOf(
      stateAfter([
        { ...opened, inputs: { order_id: text }, evidence: text } as NewEvent,
        finished('ladder', {
          status: 'fail',
          outcome: 'between',
          say: text,
          facts: { timeline: [{ at: '2026-05-12T10:00:00Z', what: text, source: text }], impact: text },
          evidence: [{ source: text, line: 1, text }],
          command: text,
        }),
        finished('crm_inserts', { status: 'blocked', say: text, unblock: text }),
        { type: 'answered', step: 'same_key', answer: { choice: 'absent', text, by: text, quality: 'looked' } },
        { type: 'set-back', step: 'customers', as: 'cannot-get', reason: text },
        { type: 'answered', step: 'restart', answer: { text, by: text, quality: 'looked' } },
        { type: 'noted', text },
      ]),
    );
    const prose = withoutCode(note);
    expect(prose).not.toMatch(never);
    expect(note).not.toMatch(/(?!\n)[\p{Cc}\u202e]/u);
    const headings = (of: string) => [...of.matchAll(/^#{1,2} .*/gm)].map(([heading]) => heading);
    expect(headings(prose)).toEqual(headings(withoutCode(readFileSync(golden('walked'), 'utf8'))));
    const rows =
      prose
        .split('## Timeline (UTC)')[1]
        ?.split('\n## ')[0]
        ?.split('\n')
        .filter((line) => line.startsWith('|')) ?? [];
    expect(rows).toHaveLength(3);
    for (const row of rows) expect(row.split(/(?<!\\)\|/)).toHaveLength(5);
  });
});
