import { chmod } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { CheckContext } from '../../src/checks/check.ts';
import { command } from '../../src/checks/command.ts';
import { createRedactor } from '../../src/redact/redactor.ts';
import { type ContextParts, createCheckContext } from '../helpers/check-context.ts';
import { expectGone, pidsIn } from '../helpers/processes.ts';
import { writeFolder } from '../helpers/write-folder.ts';

const removals: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const remove of removals.splice(0)) await remove();
});

const env = { PATH: process.env.PATH ?? '', HOME: '/home/me', LANG: 'C.UTF-8', OTHER: 'not for you' };

async function run(given: object, parts: ContextParts = {}) {
  const context: CheckContext = await createCheckContext({ env, approval: { scripts: {} }, ...parts });
  return command.run(command.parameters.parse(given), context);
}

const sh = (script: string, ...args: readonly string[]) => ['sh', '-c', script, 'sh', ...args];

test('what a command prints and how it ends become facts, its lines the evidence', async () => {
  const result = await run({ run: sh('echo one; echo two; echo careful >&2') });
  expect(result.facts).toEqual({
    exit_code: 0,
    stdout: 'one\ntwo',
    stderr: 'careful',
    lines: ['one', 'two'],
    json: null,
    number: null,
    pairs: null,
    stdout_bytes: 8,
    stderr_bytes: 8,
    stdout_cut: false,
    stderr_cut: false,
    max_bytes: 65_536,
    duration_ms: expect.any(Number),
    expected: 0,
    failed: [],
  });
  expect(result.evidence).toEqual([
    { source: 'stdout', line: 1, text: 'one' },
    { source: 'stdout', line: 2, text: 'two' },
    { source: 'stderr', line: 1, text: 'careful' },
  ]);
  expect(result.command).toBe(`sh -c 'echo one; echo two; echo careful >&2' sh`);
  expect(result.verdict).toMatchObject({ outcome: 'done', status: 'pass' });
  expect(result.verdict.say).toMatch(/^sh -c '.*' sh ended with exit code 0 after [\d.]+ ms, 2 lines$/);
});

test.each([
  ['{"a": [1, {"b": null}]}', { json: { a: [1, { b: null }] }, number: null, pairs: null }],
  ['-12.5e1', { json: -125, number: -125, pairs: null }],
  ['+3', { json: null, number: 3, pairs: null }],
  ['state = up\nsince: 10:30', { json: null, number: null, pairs: { state: 'up', since: '10:30' } }],
  ['state = up\nno pair', { json: null, number: null, pairs: null }],
  ['', { json: null, number: null, pairs: null }],
])('output that is %j is read as what it is', async (text, facts) => {
  expect((await run({ run: ['printf', '%s', text] })).facts).toMatchObject(facts);
});

test.each([
  ['exit_code: 0', { exit_code: 0 }, 'exit code 0, found 3'],
  ['exit_code: [0, 1]', { exit_code: [0, 1] }, 'exit code 0 or 1, found 3'],
  ['exit_code: "< 3"', { exit_code: '< 3' }, 'exit code < 3, found 3'],
  ['stdout', { stdout: 'ready' }, 'stdout "ready", found "{\\"n\\":4}"'],
  ['stderr: {lacks}', { stderr: { lacks: 'careful' } }, 'stderr not to contain "careful", found "careful"'],
  ['json', { json: [{ path: '$.n', compare: '<= 3' }] }, 'json $.n <= 3, found 4'],
  ['lines', { lines: '>= 2' }, 'lines >= 2, found 1'],
  ['number', { number: '<= 3' }, 'number <= 3, found output that is not a number'],
])('what is expected by %s and is not so is a fail that says both', async (_, expected, failed) => {
  const result = await run({
    run: sh(`printf '{"n":4}'; echo careful >&2; exit 3`),
    expect: expected,
    ...('exit_code' in expected ? {} : { exit_codes: 3 }),
  });
  expect(result.facts.failed).toEqual([failed]);
  expect(result.verdict).toMatchObject({ outcome: 'unexpected', status: 'fail' });
  expect(result.verdict.say).toMatch(`not as expected: ${failed}`);
  expect(result.evidence.at(-1)).toEqual({ source: 'expected', text: failed });
});

test('what is expected and is so is a pass that names what was judged', async () => {
  const result = await run({
    run: sh('echo 42; exit 1'),
    expect: { exit_code: '!= 0', stdout: '42', number: '< 50', lines: 1 },
  });
  expect(result.verdict).toMatchObject({ outcome: 'as-expected', status: 'pass' });
  expect(result.verdict.say).toMatch(/, as expected \(exit code, stdout, lines, number\)$/);
});

test.each([
  [
    'an exit code that is no answer',
    { run: ['sh', '-c', 'echo early; echo no such pod >&2; exit 2'] },
    /: it ended with exit code 2: no such pod$/,
  ],
  [
    'an exit code beside those that are answers',
    { run: ['sh', '-c', 'exit 2'], exit_codes: [0, 1] },
    /: it ended with exit code 2$/,
  ],
  ['a signal', { run: ['sh', '-c', 'kill -KILL $$'], exit_codes: 'any' }, /: it was ended by SIGKILL$/],
  [
    'a program that is not there',
    { run: ['no-such-program', 'x'] },
    /^no-such-program x: there is no program no-such-program on the PATH$/,
  ],
  [
    'output that is no JSON',
    { run: ['echo', 'ready'], as: 'json' },
    /^echo ready: it was to print JSON, and printed something else$/,
  ],
  [
    'output that is no number',
    { run: ['echo', '12 %'], as: 'number' },
    /it was to print a number, and printed something else$/,
  ],
])('%s is an error and no finding', async (_, given, message) => {
  await expect(run(given)).rejects.toMatchObject({ status: 'error', message: expect.stringMatching(message) });
});

test('a file that may not be run is an error that says so', async () => {
  const { folder, remove } = await writeFolder({ tool: '#!/bin/sh\necho hi\n' });
  removals.push(remove);
  await chmod(path.join(folder, 'tool'), 0o644);
  await expect(run({ run: [path.join(folder, 'tool')] })).rejects.toMatchObject({
    status: 'error',
    message: `${path.join(folder, 'tool')}: ${path.join(folder, 'tool')} may not be run: no permission, or it is no program`,
  });
});

test('nothing runs that nobody has approved, and the exact words are shown', async () => {
  const context = await createCheckContext({ env });
  await expect(command.run(command.parameters.parse({ run: ['rm', '-rf', 'it all'] }), context)).rejects.toMatchObject({
    status: 'blocked',
    message: "nobody has approved here what it runs: rm -rf 'it all'",
    unblock: 'Read it, and approve the runbook with --yes: causebook run … --yes, or causebook resume … --yes',
  });
});

test('an argument stays one argument, and no shell reads it', async () => {
  const nasty = `a b"; $(touch pwned) \`id\` ' \\ *`;
  expect((await run({ run: ['printf', '[%s]', nasty, ''] })).facts.stdout).toBe(`[${nasty}][]`);
});

test('it sees where things are, the window and the evidence, what was named, and nothing else', async () => {
  const { folder, remove } = await writeFolder({ 'seen.txt': 'seen\n' });
  removals.push(remove);
  const { facts } = await run(
    { run: sh('cat seen.txt; env'), env: { TOKEN: 'tok-123456', COUNT: 3, PASSED: null } },
    {
      folder,
      env: { ...env, PASSED: 'passed', PATH: `:.:bin:${env.PATH}` },
      window: { fromMs: Date.parse('2026-05-12T10:00:00Z'), toMs: Date.parse('2026-05-12T11:00:00Z') },
    },
  );
  const [seen, ...lines] = facts.lines as readonly string[];
  expect(seen).toBe('seen');
  const variables = Object.fromEntries(lines.map((line) => line.split('=')));
  delete variables.PWD;
  delete variables._;
  expect(variables).toEqual({
    PATH: env.PATH,
    HOME: '/home/me',
    LANG: 'C.UTF-8',
    CAUSEBOOK_EVIDENCE: folder,
    CAUSEBOOK_FROM: '2026-05-12T10:00:00.000Z',
    CAUSEBOOK_TO: '2026-05-12T11:00:00.000Z',
    TOKEN: '***',
    COUNT: '3',
    PASSED: 'passed',
  });
});

test('without an evidence folder it runs in an empty one, which is gone afterwards', async () => {
  const { facts } = await run({ run: sh('ls -A; pwd') });
  const [folder, ...others] = facts.lines as readonly string[];
  expect(others).toEqual([]);
  await expect(run({ run: ['ls', folder ?? ''] })).rejects.toMatchObject({ status: 'error' });
});

test('a variable to pass on that is not set blocks it', async () => {
  await expect(run({ run: ['env'], env: ['DEPOT_TOKEN'] })).rejects.toMatchObject({
    status: 'blocked',
    message: 'the environment variable DEPOT_TOKEN is not set',
    unblock: 'Set it: export DEPOT_TOKEN=…',
  });
});

test('a secret from the environment is hidden wherever it is printed, in its encodings too, and in what is pasted to run it again', async () => {
  const secret = 'hunter2+hunter2/';
  const result = await run(
    {
      run: sh('echo "$DB_PASSWORD"; printf %s "$DB_PASSWORD" | base64; echo "pw is $DB_PASSWORD" >&2'),
      env: ['DB_PASSWORD'],
    },
    { env: { ...env, DB_PASSWORD: secret } },
  );
  const all = JSON.stringify(result);
  expect(all).not.toContain(secret);
  expect(all).not.toContain(Buffer.from(secret).toString('base64'));
  expect(result.facts.lines).toEqual(['***', '***']);
  expect(result.command).toMatch(/^DB_PASSWORD="\$DB_PASSWORD" sh -c /);
  await expect(
    run(
      { run: sh('echo "bad $DB_PASSWORD" >&2; exit 1'), env: ['DB_PASSWORD'] },
      { env: { ...env, DB_PASSWORD: secret } },
    ),
  ).rejects.toMatchObject({ message: expect.stringMatching(/it ended with exit code 1: bad \*\*\*$/) });
});

test('a secret that comes in pieces, over several lines or across the end of what is kept is taken out whole', async () => {
  const secret = 'abcdefghijklmnopqrstuvwxyz0123456789';
  const { text: redact } = createRedactor({ key: 'k', secrets: [secret] });
  const pieces = secret.match(/.{1,6}/g) ?? [];
  const slowly = pieces.map((piece) => `printf %s ${piece}; sleep 0.01`).join('; ');
  const split = await run({ run: sh(`${slowly}; echo`) }, { redact });
  expect(split.facts.stdout).toMatch(/^\[secret:[0-9a-f]{6}\]$/);
  const pem = `-----BEGIN PRIVATE KEY-----\\nMIIEvQIBADANBgkq\\nhkiG9w0BAQEFAASC\\n-----END PRIVATE KEY-----\\nend\\n`;
  const key = await run({ run: sh(`printf -- '${pem}'`) }, { redact });
  expect(JSON.stringify([key.facts, key.evidence])).not.toContain('hkiG9w0BAQEFAASC');
  expect(key.facts.lines).toEqual([expect.stringMatching(/^\[secret:[0-9a-f]{6}\]$/), 'end']);
  // The kept part ends in the middle of a secret, with little and with much after it.
  for (const more of [0, 100_000]) {
    const script = `printf 'x%.0s' $(seq 80); printf %s ${secret}; head -c ${more} /dev/zero | tr '\\0' y`;
    const cut = await run({ run: sh(script), max_bytes: 100 }, { redact });
    expect(cut.facts.stdout_cut).toBe(true);
    expect(cut.facts.stdout).not.toContain('abcdef');
  }
});

test('output without end is read to the time-out and kept to its limit, in little memory', async () => {
  const before = process.memoryUsage().rss;
  const big = await run({ run: sh('yes 0123456789 | head -c 1000000000') }, { timeoutMs: 30_000 });
  expect(big.facts).toMatchObject({ stdout_bytes: 1_000_000_000, stdout_cut: true, json: null });
  expect(String(big.facts.stdout).length).toBeLessThanOrEqual(65_536);
  expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
  expect(big.evidence).toContainEqual({
    source: 'stdout',
    text: 'it printed 1000000000 bytes, of which only the first were kept (max_bytes)',
  });
  await expect(run({ run: ['yes'] }, { timeoutMs: 1000 })).rejects.toMatchObject({
    status: 'error',
    message: 'yes did not end within 1 s and was ended; the last it said: y',
  });
});

test('of output that was cut, only what is sure is judged', async () => {
  const cut = { run: sh('echo ready; yes'), max_bytes: 100 };
  const bounded = { ...cut, run: sh('echo ready; yes | head -c 100000') };
  expect((await run({ ...bounded, expect: { stdout: { contains: 'ready' }, lines: '> 3' } })).verdict.status).toBe(
    'pass',
  );
  await expect(run({ ...bounded, expect: { stdout: { lacks: 'ERROR' } } })).rejects.toMatchObject({
    status: 'error',
    message: 'could not be judged: stdout not to contain "ERROR": only the first 100 bytes were kept (max_bytes)',
    unblock: 'Raise max_bytes',
  });
  await expect(run({ ...bounded, as: 'json' })).rejects.toMatchObject({
    message: expect.stringMatching(
      /it was to print JSON, and printed more than the first bytes of it that were kept \(max_bytes\)$/,
    ),
  });
});

test('bytes that are no text are counted and not shown', async () => {
  const { facts, evidence } = await run({ run: ['printf', '\\377\\376\\000binary'] });
  expect(facts).toMatchObject({ stdout: null, lines: [], stdout_bytes: 9 });
  expect(evidence).toEqual([{ source: 'stdout', text: '9 bytes that are no text (UTF-8)' }]);
});

test('a program that waits for input gets none, or what it is given', async () => {
  expect((await run({ run: ['cat'] })).facts.stdout).toBe('');
  const { facts, command: again } = await run({ run: ['cat'], stdin: "it's\n" });
  expect(facts.stdout).toBe("it's");
  expect(again).toBe("printf %s $'it\\'s\\n' | cat");
});

test('its time is bounded: what it started is ended too, and what it said last is told', async () => {
  const { folder, remove } = await writeFolder({});
  removals.push(remove);
  const ending = run(
    { run: sh(`echo working; sh -c 'echo $$ >> pids; exec sleep 60' & echo $$ >> pids; wait`) },
    { folder, timeoutMs: 1000 },
  );
  await expect(ending).rejects.toMatchObject({
    status: 'error',
    message: expect.stringMatching(/ did not end within 1 s and was ended; the last it said: working$/),
  });
  for (const pid of await pidsIn(path.join(folder, 'pids'), 2)) await expectGone(pid);
});

test('a cancel ends it and what it started', async () => {
  const { folder, remove } = await writeFolder({});
  removals.push(remove);
  const controller = new AbortController();
  const ending = run(
    { run: sh(`sh -c 'echo $$ >> pids; exec sleep 60' & echo $$ >> pids; wait`) },
    { folder, signal: controller.signal },
  );
  ending.catch(() => undefined);
  const pids = await pidsIn(path.join(folder, 'pids'), 2);
  controller.abort(new Error('cancelled'));
  await expect(ending).rejects.toThrow();
  for (const pid of pids) await expectGone(pid);
});

test.each([
  ['${{ inputs.pod }}', '-v', 'argument 2 (${{ inputs.pod }}) is "-v", which the program would read as an option'],
  ['--pod=${{ inputs.pod }}', '--pod=-v', undefined],
  ['${{ inputs.n }}', '-5', undefined],
  ['-v', '-v', undefined],
  ['a${{ inputs.pod }}', 'a\0b', 'argument 2 (a${{ inputs.pod }}) has a NUL character in it'],
])('the argument %s that has become %j is a value and nothing else', (written, filled, message) => {
  const vet = () => command.vet?.run?.(['kubectl', 'logs', written], ['kubectl', 'logs', filled]);
  if (message === undefined) expect(vet).not.toThrow();
  else expect(vet).toThrow(message);
});

test('after -- there are no options', () => {
  expect(() => command.vet?.run?.(['grep', '--', '${{ x }}'], ['grep', '--', '-v'])).not.toThrow();
});

test('JSON with a secret in it is read as JSON, judged as it is, and shown without', async () => {
  const { text: redact } = createRedactor({ key: 'k', secrets: ['hunter2hunter2'] });
  const result = await run(
    {
      run: sh('printf %s "$PAYLOAD"'),
      env: { PAYLOAD: '{"token": 123456, "note": "uses hunter2hunter2", "n": 1}' },
      as: 'json',
      expect: {
        json: [
          { path: '$.token', equals: 123456 },
          { path: '$.note', equals: 'other' },
        ],
      },
    },
    { redact },
  );
  expect(result.facts.json).toEqual({ token: '***', note: expect.stringMatching(/^uses \[secret:\w+\]$/), n: 1 });
  expect(result.facts.failed).toEqual([expect.stringMatching(/^json \$\.note "other", found "uses \[secret:\w+\]"$/)]);
  expect(JSON.stringify(result)).not.toMatch(/123456|hunter2/);
});

test('a secret that the incident knows keeps its token, which tells it from others', async () => {
  const { text: redact } = createRedactor({ key: 'k', secrets: ['first-secret'] });
  const { facts } = await run(
    { run: sh('echo "$A_TOKEN $B_TOKEN"'), env: { A_TOKEN: 'first-secret', B_TOKEN: 'second-secret' } },
    { redact },
  );
  expect(facts.stdout).toBe(`${redact('first-secret')} ***`);
});

test('an input that is a secret is not written into the line that runs it again, however it is quoted', async () => {
  const secret = "it's a 'secret'";
  const { text: redact } = createRedactor({ key: 'k', secrets: [secret] });
  const result = await run({ run: ['wc', '-c'], stdin: secret }, { redact });
  expect(result.facts.number).toBe(15);
  expect(result.command).toBe('printf %s "$STDIN" | wc -c');
});
