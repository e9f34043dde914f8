import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { firstHome, type Home, type HomeWorld } from '../../../src/tui/home/home.ts';
import { homeRows } from '../../../src/tui/home/home-rows.ts';
import { updateHome } from '../../../src/tui/home/update-home.ts';
import { hostileTexts } from '../hostile.ts';
import { rowsText } from '../rows-text.ts';
import { createHomeWorld, duplicates, incident } from './sample-home.ts';

function draw(home: Home, world: HomeWorld): string {
  const frame = rowsText(homeRows(home, world), world.theme);
  const rows = frame.split('\n');
  expect(rows.length).toBe(world.size.rows);
  expect(rows.filter((row) => stringWidth(row) !== world.size.columns)).toEqual([]);
  return frame;
}

const pasted = (world: HomeWorld) => updateHome(firstHome, { type: 'pasted', text: 'it came twice' }, world)[0];
const pressed = (key: string, world: HomeWorld) => updateHome(firstHome, { type: 'pressed', text: key }, world)[0];

describe('the first screen', () => {
  it('shows at 80x24 what waits for whom how long, what runbooks are for, and the marked one in full', () => {
    const frame = draw(firstHome, createHomeWorld());
    for (const fact of [
      '2 incidents, 2 runbooks',
      'Open incidents 1',
      '❯ Duplicate customer registrations  CUST_7890  ',
      '  waiting 3 h 05 for PartnerCRM',
      'Payment webhooks not received  webhooks missing',
      'Settled incidents 1',
      'settled, 3 h 05 ago',
      '20261123-0800-aaaa  opened 4 h 00 ago, last entry 3 h 05 ago',
      'Waits for PartnerCRM: 2 questions, asked 3 h 05 ago',
      'Client retries: very likely, not settled',
      'enter go on',
      '? help',
    ]) {
      expect(frame).toContain(fact);
    }
  });

  it('shows the marked one beside the lists from 100 columns on', () => {
    const world = createHomeWorld({ size: { columns: 140, rows: 40 } });
    const rows = draw(pressed('j', world), world).split('\n');
    expect(rows[1]).toMatch(/Incidents and runbooks ━+┬─ Marked ─/);
    expect(rows.join('\n')).toContain('team-integrations, reviewed 2026-11-20');
    expect(rows.join('\n')).toContain('- the same registration several times');
  });

  it('shows which runbook a bug report is about, by which words, and its inputs', () => {
    const world = createHomeWorld();
    const frame = draw(pasted(world), world);
    for (const fact of [
      'The bug report is about',
      '"customer" "records"',
      'customer_id=CUST_7890',
      'from: It is CUST_7890 again',
      'enter start',
    ]) {
      expect(frame).toContain(fact);
    }
  });

  it('says where runbooks were looked for when there are none', () => {
    const frame = draw(firstHome, createHomeWorld({ runbooks: [], incidents: [] }));
    expect(frame).toContain('No runbooks were found.');
    expect(frame).toContain('Looked in /home/me/.local/share/causebook/runbooks');
  });

  it('says of an incident that cannot be read why', () => {
    const broken = incident('20261123-0800-aaaa', {
      trouble: 'is damaged: this line is not an event',
      axes: [],
      waiting: [],
    });
    const frame = draw(firstHome, createHomeWorld({ incidents: [broken] }));
    expect(frame).toContain('cannot be read');
    expect(frame).toContain('is damaged: this line is not an event');
  });

  it('fits every size a terminal can have, whatever the texts are', () => {
    const texts = hostileTexts;
    const incidents = texts.map((title, index) =>
      incident(`20261123-08${String(index).padStart(2, '0')}-aaaa`, { title, inputs: [title] }),
    );
    const runbooks = texts.map((title) => ({ ...duplicates, title, symptoms: texts, steps: texts, file: `/${title}` }));
    for (const size of [
      { columns: 30, rows: 8 },
      { columns: 40, rows: 10 },
      { columns: 40, rows: 15 },
      { columns: 80, rows: 24 },
      { columns: 99, rows: 19 },
      { columns: 140, rows: 40 },
      { columns: 300, rows: 100 },
    ]) {
      const world = createHomeWorld({ size, incidents, runbooks });
      for (const home of [
        firstHome,
        pasted(world),
        ...['/', '?', ':', 'p', 'G', 'tab'].map((key) => pressed(key, world)),
      ]) {
        draw(home, world);
      }
    }
  });
});
