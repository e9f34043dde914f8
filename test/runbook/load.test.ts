import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { loadRunbook, stepsOf } from '../../src/runbook/load.ts';
import { parseRunbook } from '../../src/runbook/parse.ts';
import { stepKinds } from '../../src/runbook/step-kinds.ts';
import { writeFolder } from '../helpers/write-folder.ts';

const small = readFileSync(new URL('../fixtures/runbooks/small.yaml', import.meta.url), 'utf8');

/** What loading the small runbook says after one edit. */
function problemsAfter(find: string, put: string): readonly string[] {
  if (!small.includes(find)) throw new Error(`the small runbook has no ${JSON.stringify(find)}`);
  return problemsOf(small.replace(find, () => put));
}

function problemsOf(text: string): readonly string[] {
  try {
    parseRunbook(text, 'r.yaml');
  } catch (error) {
    if (error instanceof UserError) return error.message.split('\n');
    throw error;
  }
  return [];
}

test('a runbook loads with its defaults, its file and the sha256 of its text', () => {
  const loaded = parseRunbook(small, 'r.yaml');
  expect(loaded.file).toBe('r.yaml');
  expect(loaded.sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(loaded.sha256).not.toBe(parseRunbook(`${small}# more\n`, 'r.yaml').sha256);
  expect(loaded.runbook.axes[0]?.other).toBe(0.05);
  expect(loaded.runbook.inputs[0]).toMatchObject({ optional: false, secret: false });
  expect(stepsOf(loaded.runbook).map(({ phase, step }) => [phase, step.id, step.risk])).toEqual([
    ['triage', 'scanned', 'read'],
    ['triage', 'asked', 'read'],
    ['triage', 'search', 'read'],
  ]);
});

test.each<[what: string, find: string, put: string, ...problems: string[]]>([
  [
    'a check that always changes something, without its risk',
    '      - id: asked\n',
    "      - id: again\n        reproduce: {target: 'http://crm.test/'}\n      - id: asked\n",
    'r.yaml:40:20: step "again" changes something, so it needs `risk: write`. It then runs only after a yes, each time.',
  ],
  [
    'more requests than any run sends',
    '      - id: asked\n',
    "      - id: again\n        risk: write\n        reproduce: {target: 'http://crm.test/', times: 26}\n      - id: asked\n",
    'r.yaml:41:56: phases[0].steps[1].reproduce.times: would send 52 requests; at most 50 may be sent in one run',
  ],
  [
    'a syntax error',
    'symptoms: [a parcel never arrives]',
    'symptoms: [a parcel',
    'r.yaml:5:1: not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
  ],
  [
    'a tab as indentation',
    '    title: Triage',
    '	title: Triage',
    'r.yaml:31:1: not valid YAML: Tabs are not allowed as indentation',
    'r.yaml:31:2: duplicate key',
    'r.yaml:31:9: not valid YAML: Nested mappings are not allowed in compact mappings',
    'r.yaml:31:9: not valid YAML: Implicit keys need to be on a single line',
  ],
  ['a duplicate key', 'owner: team-parcels', 'owner: team-parcels\nowner: team-letters', 'r.yaml:6:1: duplicate key'],
  [
    'an unknown key of the runbook',
    'owner: team-parcels',
    'owner: team-parcels\nowners: me',
    'r.yaml:6:1: unknown key "owners". Did you mean "owner"?',
  ],
  [
    'an unknown key of a step',
    'observes: scans_seen',
    'observe: scans_seen',
    'r.yaml:35:9: unknown key "observe". Did you mean "observes"?',
  ],
  [
    'a check kind that is none',
    'log: {with: [my_scans]',
    'logs: {with: [my_scans]',
    'r.yaml:34:9: unknown key "logs". Did you mean "log"?',
  ],
  [
    'an unknown key inside a check',
    'log: {with: [my_scans]',
    'log: {wiht: [my_scans]',
    'r.yaml:34:15: unknown key "wiht". Did you mean "with"?',
  ],
  [
    'a key that resembles nothing',
    'owner: team-parcels',
    'owner: team-parcels\nfrobnicate: 1',
    'r.yaml:6:1: unknown key "frobnicate"',
  ],
  ['a missing key', 'title: Lost parcels\n', '', 'r.yaml:1:1: "title" is missing'],
  ['a missing key of a list item', 'label: They took it', 'status: pass', 'r.yaml:44:13: "label" is missing'],
  [
    'a word near one that is known',
    'role: relay',
    'role: realy',
    'r.yaml:9:40: "realy" is not a known role. Did you mean "relay"?',
  ],
  [
    'a word like none that is known',
    'role: relay',
    'role: postman',
    'r.yaml:9:40: "postman" is not a known role. Expected one of sender, receiver, relay, infrastructure.',
  ],
  [
    'an evidence word that is not one',
    'on-road: for,',
    'on-road: strong,',
    'r.yaml:56:51: "strong" is not a known evidence word. Expected one of confirms, strongly-for, for, against, strongly-against, rules-out.',
  ],
  [
    'a value of the wrong type',
    'cost: 3',
    'cost: much',
    'r.yaml:61:11: observations[1].cost: must be a number, not a text',
  ],
  ['another version of the format', 'causebook: 1', 'causebook: 2', 'r.yaml:1:12: causebook: must be 1'],
  [
    'an id that is not one',
    'id: lost-parcels',
    'id: Lost Parcels',
    'r.yaml:2:5: id: must be lower case letters, digits, - and _',
  ],
  [
    'a date that is not one',
    'reviewed: 2026-11-01',
    'reviewed: yesterday',
    'r.yaml:6:11: reviewed: must be a date like 2026-11-23',
  ],
  [
    'an unknown party of a source',
    'party: depot\n    title: Scan log',
    'party: depo\n    title: Scan log',
    'r.yaml:15:12: unknown party "depo". Did you mean "depot"?',
  ],
  [
    'an unknown party of a step',
    'party: courier\n        observes',
    'party: couriers\n        observes',
    'r.yaml:41:16: unknown party "couriers". Did you mean "courier"?',
  ],
  [
    'an unknown party of a hypothesis',
    'party: courier, prior',
    'party: postman, prior',
    'r.yaml:28:50: unknown party "postman"',
  ],
  [
    'an unknown source of a view',
    '{source: scans, match',
    '{source: scan, match',
    'r.yaml:21:12: unknown source "scan". Did you mean "scans"?',
  ],
  [
    'an unknown source of a check',
    'log: {with: [my_scans]',
    'log: {with: [my_scan]',
    'r.yaml:34:22: unknown source "my_scan". Did you mean "my_scans"?',
  ],
  [
    'an unknown source that a retry policy needs to be held against',
    'log: {with: [my_scans], sql: select count(*) as n from my_scans}',
    'config: {source: belt, retry: {observed: {source: scans, needs: [scan]}}}',
    'r.yaml:34:26: unknown source "belt"',
    'r.yaml:34:74: unknown source "scan". Did you mean "scans"?',
  ],
  [
    'a sql step that names a log',
    'log: {with: [my_scans], sql: select count(*) as n from my_scans}',
    'sql: {source: scans, sql: select count(*) as n from scans}',
    'r.yaml:34:23: source "scans" is a log, where a database is needed. Ask it in a step of kind log.',
  ],
  [
    'a log step that names a database',
    'log: {files: scans.jsonl*, format: jsonl, fields: {parcel: text, gate: text}}',
    'database: {postgres: {url_env: DATABASE_URL}}',
    'r.yaml:21:12: source "scans" is a database, where a log, a view or a settings file is needed. Ask it in a step of kind sql.',
  ],
  [
    'a metric step that names a view',
    'log: {with: [my_scans], sql: select count(*) as n from my_scans}',
    'metric: {source: my_scans, query: up}',
    'r.yaml:34:26: source "my_scans" is a view of logs, where a Prometheus is needed. Ask it in a step of kind log.',
    'r.yaml:37:30: bad expression "result.n > 0": unknown result.n',
    'r.yaml:37:63: bad expression "result.n": unknown result.n',
  ],
  [
    'a config step that names a log',
    'log: {with: [my_scans], sql: select count(*) as n from my_scans}',
    'config: {source: scans}',
    'r.yaml:34:26: source "scans" is a log, where a settings file is needed. Ask it in a step of kind log.',
  ],
  [
    'an unknown step',
    'verify: scanned',
    'verify: scaned',
    'r.yaml:66:113: unknown step "scaned". Did you mean "scanned"?',
  ],
  [
    'an unknown hypothesis in evidence',
    '{on-road: strongly-for}',
    '{on-roads: strongly-for}',
    'r.yaml:63:52: unknown hypothesis "on-roads". Did you mean "on-road"?',
  ],
  [
    'an unknown hypothesis of a fix',
    'when: [at-depot]',
    'when: [at-depott]',
    'r.yaml:66:76: unknown hypothesis "at-depott". Did you mean "at-depot"?',
  ],
  [
    'an unknown observation',
    'observes: taken',
    'observes: take',
    'r.yaml:58:9: no step observes "taken". Give a step `observes:` with this id.',
    'r.yaml:42:19: unknown observation "take". Did you mean "taken"?',
  ],
  [
    'a party that is there twice',
    '{id: courier, name: Courier',
    '{id: depot, name: Courier',
    'r.yaml:9:10: party "depot" is there twice',
    'r.yaml:28:50: unknown party "courier"',
    'r.yaml:41:16: unknown party "courier"',
  ],
  ['a step that is there twice', 'id: search', 'id: asked', 'r.yaml:46:13: step "asked" is there twice'],
  [
    'a view named like a source',
    'id: my_scans\n',
    'id: scans\n',
    'r.yaml:19:9: source "scans" is there twice',
    'r.yaml:19:9: view "scans" reads itself',
    'r.yaml:34:22: unknown source "my_scans"',
  ],
  [
    'a hypothesis that is there twice',
    'id: on-road, title',
    'id: at-depot, title',
    'r.yaml:28:14: hypothesis "at-depot" is there twice',
    'r.yaml:56:51: unknown hypothesis "on-road"',
    'r.yaml:63:51: unknown hypothesis "on-road"',
  ],
  [
    'an outcome of an observation that is there twice',
    '- {id: refused, base: 0.5',
    '- {id: took, base: 0.5',
    'r.yaml:64:14: outcome of taken "took" is there twice',
    'r.yaml:45:18: "refused" is not an outcome of observation "taken"',
  ],
  [
    'a choice that is there twice',
    '{id: refused, label: They did not}',
    '{id: took, label: They did not}',
    'r.yaml:45:18: choice "took" is there twice',
  ],
  [
    'a step of two kinds',
    'ask: Did the courier',
    'do: Ask.\n        ask: Did the courier',
    `r.yaml:39:9: step "asked" needs exactly one of ${stepKinds.join(', ')}; found ask and do`,
  ],
  [
    'a step of no kind',
    '        do: Look under the belt.\n',
    '',
    `r.yaml:46:9: step "search" needs exactly one of ${stepKinds.join(', ')}; found none of them`,
  ],
  [
    'an outcome without a condition before the last',
    ', when: result.n > 0',
    '',
    'r.yaml:37:13: outcome "some" has no `when`, so those after it can never be reached',
  ],
  [
    'a last outcome with a condition',
    '{id: none}\n',
    '{id: none, when: result.n == 0}\n',
    'r.yaml:38:30: the last outcome must have no `when`: something must be true when nothing else is',
  ],
  [
    'a choice that the observation does not know',
    '{id: took, label',
    '{id: tok, label',
    'r.yaml:44:18: "tok" is not an outcome of observation "taken". Did you mean "took"?',
  ],
  [
    'an outcome that the observation does not know',
    '{id: none}\n',
    '{id: nothing}\n',
    'r.yaml:38:18: "nothing" is not an outcome of observation "scans_seen"',
  ],
  [
    'a check with choices',
    'outcomes:\n          - {id: some, when',
    'choices:\n          - {id: some, label: Some}\n        outcomes:\n          - {id: some, when',
    'r.yaml:37:11: a check has outcomes, not choices',
  ],
  [
    'a question with outcomes',
    'choices:\n          - {id: took',
    'outcomes: [{id: took}]\n        choices:\n          - {id: took',
    'r.yaml:43:19: a question or action has choices, not outcomes',
  ],
  [
    'a step that observes but says nothing of it',
    '        choices:\n          - {id: took, label: They took it}\n          - {id: refused, label: They did not}\n',
    '',
    'r.yaml:39:9: step "asked" observes "taken" but has no choices',
  ],
  [
    'a hypothesis without evidence',
    '      - {id: on-road, title',
    '      - {id: stolen, title: Stolen, prior: 0.1}\n      - {id: on-road, title',
    'r.yaml:28:14: no evidence bears on hypothesis "stolen". Name it in an outcome of an observation.',
  ],
  [
    'an observation that no step observes',
    '        observes: taken\n',
    '',
    'r.yaml:57:9: no step observes "taken". Give a step `observes:` with this id.',
  ],
  [
    'a view that reads itself',
    '{source: scans, match: "${{ inputs.parcel_id }}", optional: true}',
    'my_scans',
    'r.yaml:19:9: view "my_scans" reads itself',
  ],
  [
    'an expression that does not parse',
    'when: result.n > 0',
    'when: result.n >',
    'r.yaml:37:30: bad expression "result.n >": unexpected token: EOF',
  ],
  [
    'an expression with an unknown variable',
    "when: outcomes.scanned == 'some'",
    "when: outcome.scanned == 'some'",
    'r.yaml:49:15: bad expression "outcome.scanned == \'some\'": unknown variable: outcome. Did you mean "outcomes"?',
  ],
  [
    'an expression with an unknown input',
    'sql: select * from scans where parcel = ${{ inputs.parcel_id }}',
    'sql: select ${{ inputs.parcelid }}',
    'r.yaml:22:10: bad expression "inputs.parcelid": unknown inputs.parcelid. Did you mean "parcel_id"?',
  ],
  [
    'an expression with an unknown step',
    "when: outcomes.scanned == 'some'",
    "when: outcomes.scaned == 'some'",
    'r.yaml:49:15: bad expression "outcomes.scaned == \'some\'": unknown outcomes.scaned. Did you mean "scanned"?',
  ],
  [
    'an expression of the wrong type',
    "when: outcomes.scanned == 'some'",
    'when: "\'some\'"',
    'r.yaml:49:15: expression "\'some\'" is a string, expected a bool',
  ],
  [
    'a result where there is none yet',
    'ask: Did the courier take ${{ inputs.parcel_id }}?',
    'ask: Is it ${{ result.n }}?',
    'r.yaml:40:14: bad expression "result.n": result is not known here',
  ],
  [
    'a template in a default that names nothing',
    'default: 3',
    'default: "${{ inputs.nothing_such }}"',
    'r.yaml:12:5: bad expression "inputs.nothing_such": unknown inputs.nothing_such',
  ],
])('%s is told at its place', (_, find, put, ...problems) => {
  expect(problemsAfter(find, put)).toEqual(problems);
});

test('several problems are told together, in the order they are found', () => {
  const text = small
    .replace('verify: scanned', 'verify: scaned')
    .replace('observes: taken', 'observes: take')
    .replace('result.n > 0', 'result.');
  expect(problemsOf(text)).toEqual([
    'r.yaml:58:9: no step observes "taken". Give a step `observes:` with this id.',
    'r.yaml:66:113: unknown step "scaned". Did you mean "scanned"?',
    'r.yaml:37:30: bad expression "result.": expected IDENTIFIER, got EOF',
    'r.yaml:42:19: unknown observation "take". Did you mean "taken"?',
  ]);
});

test.each([
  ['an empty file', '', 'r.yaml:1:1: the runbook: must be a map of keys, and is empty'],
  ['a list', '- 1\n', 'r.yaml:1:1: the runbook: must be a map of keys, not a list'],
  ['a file over 4 MiB', `# ${'x'.repeat(5 * 1024 * 1024)}`, 'r.yaml: is larger than 4 MiB'],
  [
    'an alias bomb',
    aliasBomb(),
    'r.yaml: cannot be read: Excessive alias count indicates a resource exhaustion attack',
  ],
  ['a bottomless nest', `a: ${'['.repeat(100_000)}`, 'r.yaml: is nested too deeply'],
])('%s is refused', (_, text, problem) => {
  expect(problemsOf(text)).toEqual([problem]);
});

test('a template inside any text of a step is checked', () => {
  for (const key of ['title', 'why', 'hint']) {
    expect(problemsAfter('        do: Look', `        ${key}: "\${{ inputs.x }}"\n        do: Look`)).toEqual([
      `r.yaml:47:${key.length + 11}: bad expression "inputs.x": unknown inputs.x`,
    ]);
  }
});

test('the hypothesis "something else" of an axis may be named in evidence', () => {
  expect(
    problemsAfter('evidence: {on-road: strongly-for}', 'evidence: {on-road: strongly-for, place/other: for}'),
  ).toEqual([]);
});

test('a file that is not there, and one that is a folder, are named', async () => {
  const { folder, remove } = await writeFolder({});
  await expect(loadRunbook(`${folder}/none.yaml`)).rejects.toThrow(
    new UserError({ message: 'there is no such runbook file', place: { file: `${folder}/none.yaml` } }),
  );
  await expect(loadRunbook(folder)).rejects.toThrow(
    new UserError({ message: 'EISDIR: illegal operation on a directory, read', place: { file: folder } }),
  );
  await remove();
});

test('a runbook that was found good is read from its copy, one that was changed or whose copy is damaged from its file', async () => {
  const { folder, remove } = await writeFolder({ 'r.yaml': small });
  const file = path.join(folder, 'r.yaml');
  const checked = { readFrom: ['/nowhere', folder], writeTo: folder, build: 'b1' };
  const first = await loadRunbook(file, checked);
  const copy = path.join(folder, `${first.sha256}-b1.json`);
  expect(JSON.parse(await readFile(copy, 'utf8'))).toEqual(first.runbook);
  await writeFile(copy, JSON.stringify({ ...first.runbook, title: 'The copy' }));
  expect((await loadRunbook(file, checked)).runbook.title).toBe('The copy');
  expect((await loadRunbook(file, { ...checked, build: 'b2' })).runbook).toEqual(first.runbook);
  for (const damaged of ['', '{"causebook":1,']) {
    await writeFile(copy, damaged);
    expect((await loadRunbook(file, checked)).runbook).toEqual(first.runbook);
  }
  await writeFile(file, small.replace('role: relay', 'role: realy'));
  await expect(loadRunbook(file, checked)).rejects.toThrow(
    `${file}:9:40: "realy" is not a known role. Did you mean "relay"?`,
  );
  await remove();
});

function aliasBomb(): string {
  const letters = ['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'];
  return [
    'a: &a [x, x, x, x, x, x, x, x, x]',
    ...letters.map(
      (letter, i) =>
        `${letter}: &${letter} [${Array(9)
          .fill(`*${letters[i - 1] ?? 'a'}`)
          .join(', ')}]`,
    ),
  ].join('\n');
}

test.each<[put: string, problem: string]>([
  ["'../x.log'", 'r.yaml:17:18: "../x.log" is outside the evidence folder, and would never be found.'],
  [
    '[a.log, /var/log/x.log]',
    'r.yaml:17:26: "/var/log/x.log" is outside the evidence folder, and would never be found.',
  ],
  ['a.log, zone: Nowhere/City', 'r.yaml:17:31: unknown time zone "Nowhere/City".'],
])('a source that could never be read is told (files: %s)', (put, problem) => {
  const hint = problem.includes('zone')
    ? 'Give a name such as Europe/Berlin, or +02:00.'
    : 'Write its path inside that folder, which is named with --evidence.';
  expect(problemsAfter('files: scans.jsonl*', `files: ${put}`)).toEqual([`${problem} ${hint}`]);
});
