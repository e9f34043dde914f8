import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { createReport } from '../../src/report/report.ts';
import { diagnosis, runbook, stateAfter, walked } from '../helpers/incident-fixture.ts';

function noteOf(state: ReturnType<typeof stateAfter>, of = diagnosis): string {
  return renderMarkdown(createReport({ state, diagnosis: of, runbook, redactions: { cookie: 2, email: 0 } }));
}

const golden = (name: string) => new URL(`../fixtures/notes/${name}.md`, import.meta.url);

describe('the incident note', () => {
  const cases = [
    { name: 'walked', note: () => noteOf(stateAfter(walked)) },
    {
      name: 'nothing-known',
      note: () => renderMarkdown(createReport({ state: stateAfter([]), diagnosis: { axes: [], next: [], contradictions: [] }, runbook })),
    },
  ];
  test.each(cases)('is to the byte what fixtures/notes/$name.md says', ({ name, note }) => {
    // `UPDATE_NOTES=1 npx vitest run test/report` writes the fixtures anew, to be read before they are kept.
    if (process.env.UPDATE_NOTES === '1') writeFileSync(golden(name), note());
    expect(note()).toBe(readFileSync(golden(name), 'utf8'));
  });
});
