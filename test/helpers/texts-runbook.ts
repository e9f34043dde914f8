import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { stringify } from 'yaml';

/** Where a runbook lies whose checks find given texts, and what a walk of it takes. */
export type TextsRunbook = { readonly runbook: string; readonly evidence: string; readonly answers: string };

/** How many raw lines one check shows as evidence, and how many cells one gives as rows. */
const linesAStep = 8;
const cellsAStep = 100;

/**
 * Writes a runbook and evidence in which each text stands wherever data comes from: in a line of a log, in a column of one, in a cell of a
 * table, in a setting, in an answer and in a remark. `steps` and `observations` come after its own;
 * `inputs` beside none.
 */
export async function writeTextsRunbook(
  dir: string,
  of: {
    readonly texts: readonly string[];
    readonly inputs?: readonly object[];
    readonly steps?: readonly object[];
    readonly observations?: readonly object[];
    readonly redact?: object;
  },
): Promise<TextsRunbook> {
  const { texts, inputs = [], steps = [], observations = [], redact } = of;
  const evidence = path.join(dir, 'evidence');
  await mkdir(evidence, { recursive: true });
  const stamp = (index: number) => new Date(Date.UTC(2026, 4, 12, 10, 30, 0, index)).toISOString();
  const number = (index: number, size: number) => String(Math.floor(index / size)).padStart(3, '0');
  const files = {
    'app.log': texts.map(
      (text, index) => `${stamp(index)} INFO part-${number(index, linesAStep)} ${text.replace(/[\r\n]/g, ' ')}`,
    ),
    'cells.jsonl': texts.map((text, index) =>
      JSON.stringify({ ts: stamp(index), part: Math.floor(index / cellsAStep), cell: text }),
    ),
    'table.csv': [
      'part,cell',
      ...texts.map((text, index) => `${Math.floor(index / cellsAStep)},"${text.replaceAll('"', '""')}"`),
    ],
    'settings.json': [JSON.stringify(Object.fromEntries(texts.map((text, index) => [`setting_${index}`, text])))],
  };
  for (const [name, lines] of Object.entries(files))
    await writeFile(path.join(evidence, name), `${lines.join('\n')}\n`);
  const parts = (size: number) => Array.from({ length: Math.ceil(texts.length / size) }, (_, index) => index);
  const runbook = {
    causebook: 1,
    id: 'texts',
    title: 'Texts from everywhere',
    symptoms: ['texts'],
    owner: 'team-tests',
    reviewed: '2026-11-01',
    parties: [{ id: 'crm', name: 'CRM', role: 'sender' }],
    inputs,
    ...(redact === undefined ? {} : { redact }),
    sources: [
      { id: 'app', party: 'crm', title: 'Log', log: { files: 'app.log', format: 'text', fields: {} } },
      {
        id: 'cells',
        party: 'crm',
        title: 'Cells',
        log: { files: 'cells.jsonl', format: 'jsonl', fields: { part: 'integer', cell: 'text' } },
      },
      { id: 'table', party: 'crm', title: 'Table', database: { files: { cells: 'table.csv' } } },
      {
        id: 'settings',
        party: 'crm',
        title: 'Settings',
        config: { file: 'settings.json', fields: { setting_0: 'text' } },
      },
    ],
    axes: [{ id: 'cause', question: 'What is it?', hypotheses: [{ id: 'known', title: 'It is known', prior: 0.5 }] }],
    phases: [
      {
        id: 'all',
        title: 'All',
        steps: [
          {
            id: 'asked',
            ask: 'What do they say?',
            party: 'crm',
            observes: 'said',
            choices: [
              { id: 'much', label: 'Much' },
              { id: 'little', label: 'Little' },
            ],
          },
          { id: 'told', ask: 'What else?', party: 'crm' },
          ...parts(linesAStep).map((part) => ({
            id: `lines_${part}`,
            log: { source: 'app', match: `part-${String(part).padStart(3, '0')} ` },
          })),
          ...parts(cellsAStep).map((part) => ({
            id: `cells_${part}`,
            log: { with: ['cells'], sql: `select cell from cells where part = ${part}` },
            outcomes: [{ id: 'some', status: 'fail', say: 'first: ${{ result.cell }}' }],
          })),
          ...parts(cellsAStep).map((part) => ({
            id: `table_${part}`,
            sql: { source: 'table', sql: `select cell from cells where part = ${part}` },
          })),
          { id: 'settings', config: { source: 'settings' } },
          ...steps,
        ],
      },
    ],
    observations: [
      {
        id: 'said',
        text: 'Do they say much?',
        group: 'said',
        cost: 4,
        outcomes: [
          { id: 'much', base: 0.5, evidence: { known: 'for' } },
          { id: 'little', base: 0.5 },
        ],
      },
      ...observations,
    ],
  };
  const answers = { answers: [{ step: 'told', text: texts.join('\n') }], notes: texts };
  const file = (name: string) => path.join(dir, name);
  await writeFile(file('runbook.yaml'), stringify(runbook));
  await writeFile(file('answers.yaml'), stringify(answers));
  return { runbook: file('runbook.yaml'), evidence, answers: file('answers.yaml') };
}
