import { describe, expect, it } from 'vitest';
import { createScreen } from '../../src/tui/screen.ts';
import { update } from '../../src/tui/update.ts';
import { walkRows } from '../../src/tui/walk-rows.ts';
import { rowsText } from './rows-text.ts';
import { sampleDiagnosis } from './sample-diagnosis.ts';
import { createSampleSession } from './sample-session.ts';
import { createWorld } from './stage.ts';

function draw(columns: number, world = createWorld({ size: { columns, rows: 24 } })): string {
  const [screen] = update(createScreen('same_key'), { type: 'pressed', key: 'a' }, world);
  return rowsText(walkRows(screen, world), world.theme);
}

describe('what contradicts itself', () => {
  it('stands side by side: who says what and how they know, which counts, and what would resolve it', () => {
    const rows = draw(80).split('\n');
    expect(rows[1]).toContain('What contradicts itself');
    expect(rows.slice(2, 10).map((row) => row.trimEnd())).toMatchInlineSnapshot(`
      [
        " receiver_status",
        "",
        " This counts                           │ This does not",
        " 499                                   │ 202",
        " causebook, checked (receiver_status)  │ ASPIn Backend, said by someone who",
        "                                       │ looked (retry_settings)",
        "",
        " To resolve it: ask ASPIn Backend to look at it again: Retry settings",
      ]
    `);
  });

  it('stands one above the other on a narrow terminal', () => {
    const frame = draw(50);
    expect(frame.indexOf('This counts')).toBeLessThan(frame.indexOf('This does not'));
    expect(frame.split('\n').some((row) => row.includes('This counts') && row.includes('This does not'))).toBe(false);
  });

  it('is off where nothing does', () => {
    const session = createSampleSession();
    const snapshot = { ...session.snapshot(), diagnosis: { ...sampleDiagnosis, contradictions: [] } };
    const [screen] = update(
      createScreen('same_key'),
      { type: 'pressed', key: 'a' },
      createWorld({ session, snapshot }),
    );
    expect(screen.message?.text).toBe('a: nothing contradicts itself');
  });
});
