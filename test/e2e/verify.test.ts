import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createProgram, type Program } from '../helpers/program.ts';

let program: Program;
let folder: string;

const runbook = `causebook: 1
id: full-disk
title: Full disk
symptoms: [the disk is full]
owner: team-disks
reviewed: 2026-11-01
parties: [{id: ops, name: Operations, role: infrastructure}]
sources: [{id: settings, party: ops, title: Settings, config: {file: disk.env, fields: {rotate: text}}}]
axes:
  - id: cause
    question: Why is it full?
    hypotheses: [{id: no-rotation, title: Logs are not rotated, prior: 0.5}]
phases:
  - id: triage
    title: Triage
    steps:
      - id: rotation
        title: Read whether logs are rotated
        log: {with: [settings], sql: select rotate from settings}
        observes: rotation
        outcomes:
          - {id: "off", when: result.rotate != "on", status: fail, say: "rotation is \${{ result.rotate }}"}
          - {id: "on", say: rotation is on}
observations:
  - id: rotation
    text: Are logs rotated?
    group: settings
    cost: 0.2
    outcomes:
      - {id: "off", base: 0.3, evidence: {no-rotation: confirms}}
      - {id: "on", base: 0.7, evidence: {no-rotation: rules-out}}
fixes:
  - {id: rotate, tier: immediate, party: ops, title: Rotate the logs, when: [no-rotation], detail: Set rotate=on., verify: rotation}
  - {id: bigger-disk, tier: long-term, party: ops, title: Buy a bigger disk, when: [no-rotation], detail: Buy one.}
`;

beforeAll(async () => {
  program = await createProgram();
  folder = program.home;
  await writeFile(path.join(folder, 'runbook.yaml'), runbook);
  await writeFile(path.join(folder, 'disk.env'), 'rotate=off\n');
  const ran = await program.run(['run', path.join(folder, 'runbook.yaml'), '--evidence', folder, '--ui', 'none']);
  expect(ran.stderr).toBe('');
});
afterAll(() => program.remove());

test('verify lists the fixes, makes the check of one again, and the note tells before and after', async () => {
  const [id = ''] = await program.incidents();
  const listed = await program.run(['verify']);
  expect(listed.stdout).toBe(
    [
      'rotate: Rotate the logs (Operations)',
      '  verified by rotation: Read whether logs are rotated',
      'bigger-disk: Buy a bigger disk (Operations)',
      '  nothing verifies it',
      '',
      `After one was applied: causebook verify ${id} FIX --applied-at TIME --applied-by WHO`,
    ].join('\n'),
  );

  const still = await program.run(['verify', id, 'rotate']);
  expect(still.exitCode).toBe(3);
  expect(still.stdout).toContain('not fixed: Rotate the logs: its check still fails\n  before  fail: rotation is off');

  await writeFile(path.join(folder, 'disk.env'), 'rotate=on\n');
  const fixed = await program.run(['verify', 'rotate', '--applied-by', 'Amina', '--json']);
  expect(fixed.exitCode).toBe(0);
  expect(JSON.parse(fixed.stdout)).toMatchObject({
    fix: 'rotate',
    by: 'Amina',
    state: 'verified',
    verified: [
      { after: { outcome: 'off' } },
      { before: { outcome: 'off' }, after: { outcome: 'on', say: 'rotation is on' } },
    ],
  });

  const kept = await readFile(path.join(folder, 'state', 'causebook', 'incidents', id, 'note.md'), 'utf8');
  const [, told = ''] = kept.split('### Fix applied: Rotate the logs');
  expect(told).toContain('- **verified**\n');
  expect(told).toContain('· By: Amina · Party: Operations\n');
  expect(told).toContain('- Checked 1 time before: see the JSON\n');
  expect(told).toMatch(
    /\| before \| \*\*fail\*\* `off` \| rotation is off \| 2\S+Z \|\n\| after \| \*\*pass\*\* `on` \| rotation is on \| 2\S+Z \|\n/,
  );
  expect(kept).toContain('**Logs are not rotated**');
  const listing = await program.run(['verify']);
  expect(listing.stdout).toContain('  applied: verified\n');
});

test.each([
  [['verify', 'rotat'], 'causebook: there is no fix "rotat". Did you mean "rotate"?'],
  [['verify', 'xyz'], 'causebook: there is no fix "xyz". There are rotate, bigger-disk.'],
  [['verify', 'bigger-disk'], 'causebook: fix "bigger-disk" names no step that verifies it. Those that do are rotate.'],
  [
    ['verify', 'rotate', '--applied-at', 'noon'],
    'causebook: --applied-at "noon" is not a time. Write for example 2026-05-12T10:30:00Z; without a zone it is UTC.',
  ],
  [
    ['verify', 'rotate', '--applied-at', '2199-01-01T00:00:00Z'],
    'causebook: --applied-at "2199-01-01T00:00:00Z" lies in the future',
  ],
])('%j is refused', async (argv, message) => {
  const ran = await program.run(argv);
  expect(ran.stderr).toBe(message);
  expect(ran.exitCode).toBe(2);
});

test('note writes over no file, prints one fix, and asks for whom a note for a partner is', async () => {
  const file = path.join(folder, 'out.md');
  expect((await program.run(['note', '-o', file])).exitCode).toBe(0);
  const again = await program.run(['note', '-o', file]);
  // What to look at before it is shared is told first.
  expect([again.exitCode, again.stderr.split('\n').at(-1)]).toEqual([
    2,
    `causebook: ${file}: there is such a file already. Give --force to write over it.`,
  ]);
  expect((await program.run(['note', '-o', file, '--force'])).exitCode).toBe(0);
  expect((await program.run(['note', '--fix', 'bigger-disk'])).stdout).toContain(
    '# Buy a bigger disk\n\n`bigger-disk`',
  );
  expect((await program.run(['note', '--fix', 'rotat'])).stderr).toBe(
    'causebook: there is no fix "rotat". Did you mean "rotate"?',
  );
  expect((await program.run(['note', '--audience', 'partner'])).stderr).toBe(
    'causebook: a note for a partner is written for one party. Name the party that reads it: --party ops.',
  );
  expect((await program.run(['note', '--party', 'ops'])).stderr).toBe(
    'causebook: --party goes with --audience partner',
  );
  const partner = await program.run(['note', '--audience', 'partner', '--party', 'ops', '--format', 'html']);
  expect(partner.stdout).toContain('Written for: Operations');
  expect(partner.stdout).not.toContain(folder);
});
