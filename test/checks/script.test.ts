import { mkdir, rename, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { readScript } from '../../src/checks/script/read-script.ts';
import { script } from '../../src/checks/script.ts';
import { createRedactor } from '../../src/redact/redactor.ts';
import { type ContextParts, createCheckContext } from '../helpers/check-context.ts';
import { expectGone, pidsIn } from '../helpers/processes.ts';
import { writeFolder } from '../helpers/write-folder.ts';

const removals: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const remove of removals.splice(0)) await remove();
});

const env = { PATH: process.env.PATH ?? '', HOME: '/home/me', OTHER: 'not for you' };

/** Runs the text of a script that lies, approved, in a folder with a space in its name. */
async function run(text: string, given: object = {}, parts: ContextParts = {}) {
  const { folder, remove } = await writeFolder({ 'my runbook/checks/s.mjs': text });
  removals.push(remove);
  const scripts = { 'checks/s.mjs': await readScript(path.join(folder, 'my runbook'), 'checks/s.mjs') };
  const context = await createCheckContext({ env, timeoutMs: 20_000, approval: { scripts }, ...parts });
  return script.run(script.parameters.parse({ file: 'checks/s.mjs', ...given }), context);
}

test('what a script returns are the facts, what it prints is evidence', async () => {
  const result = await run(
    `
    export default async ({ inputs, window, evidence, signal, $ }) => {
      console.log('looking for', inputs.queue);
      console.error('careful');
      const { stdout } = await $\`printf %s \${inputs.queue}\`;
      return { queue: stdout, n: inputs.n + 1, from: window.from, evidence: typeof evidence, isCalm: !signal.aborted, none: undefined };
    };`,
    { inputs: { queue: "a 'b'; $(id)", n: 2 } },
    { window: { fromMs: Date.parse('2026-05-12T10:00:00Z'), toMs: Date.parse('2026-05-12T11:00:00Z') } },
  );
  expect(result.facts).toEqual({
    queue: "a 'b'; $(id)",
    n: 3,
    from: '2026-05-12T10:00:00.000Z',
    evidence: 'undefined',
    isCalm: true,
  });
  expect(result.evidence).toEqual([
    { source: 'checks/s.mjs (stdout)', line: 1, text: "looking for a 'b'; $(id)" },
    { source: 'checks/s.mjs (stderr)', line: 1, text: 'careful' },
  ]);
  expect(result.verdict).toMatchObject({ outcome: 'done', status: 'pass' });
  expect(result.verdict.say).toMatch(/^checks\/s\.mjs ended after \d+ ms and gave queue "a 'b'; \$\(id\)", n 3, /);
});

test("a script may import zx and Node's own modules, also while it runs", async () => {
  const { facts } = await run(`
    import { readFileSync } from 'node:fs';
    import path from 'path';
    import { YAML, glob, fetch as zxFetch } from 'zx';
    import { $ } from 'zx/core';
    const { EOL } = await import('node:os');
    export default () => ({
      own: readFileSync(new URL(import.meta.url), 'utf8').includes('EOL'),
      name: path.basename(import.meta.filename), yaml: YAML.parse('a: 1').a,
      kinds: [glob, zxFetch, $, fetch].map((one) => typeof one), EOL,
    });`);
  expect(facts).toEqual({
    own: true,
    name: 's.mjs',
    yaml: 1,
    kinds: ['function', 'function', 'function', 'function'],
    EOL: '\n',
  });
});

test.each([
  [
    'an exception',
    'export default () => {\n  null.x;\n};',
    "checks/s.mjs:2:8: Cannot read properties of null (reading 'x')",
  ],
  ['one while it loads', '\nthrow new Error("too\\nmuch");', 'checks/s.mjs:2:7: too'],
  [
    'one in a timer',
    'export default () => new Promise(() => {\n setTimeout(() => { x(); }) });',
    'checks/s.mjs:2:21: x is not defined',
  ],
  ['a text that is thrown', 'export default () => { throw "no"; };', 'checks/s.mjs: no'],
  ['a syntax error', 'export default () => {\n  let x = ;\n};', "checks/s.mjs:2:11: Unexpected token ';'"],
  [
    'a command that fails',
    'export default async ({ $ }) => {\n  await $`echo no such pod >&2; exit 4`;\n};',
    'checks/s.mjs:2:10: a command ended with exit code 4: no such pod',
  ],
  [
    'an import of another file',
    "import 'node:fs';\nimport x from './x.mjs';\nexport default () => x;",
    'checks/s.mjs:2: it may import zx and Node\'s own modules, and "./x.mjs" is neither',
  ],
  [
    'one while it runs',
    'export default async () => {\n  await import("/etc/x.mjs");\n};',
    'checks/s.mjs:2:3: it may import zx and Node\'s own modules, and "/etc/x.mjs" is neither',
  ],
  ['nothing to call', 'export const main = () => ({});', 'checks/s.mjs: it exports no function by default'],
  [
    'no facts',
    'export default () => 7;',
    'checks/s.mjs: it gave no facts: the function that it exports by default is to return an object',
  ],
  [
    'facts that are no JSON',
    'export default () => ({ n: 1n });',
    'checks/s.mjs: Do not know how to serialize a BigInt',
  ],
  [
    'too many facts',
    'export default () => ({ text: "x".repeat(300_000) });',
    'checks/s.mjs: its facts are larger than 256 KiB',
  ],
  [
    'facts that are nested too deep',
    'export default () => { let a = 1; for (let i = 0; i < 99; i++) a = { a }; return a; };',
    'checks/s.mjs: its facts are nested deeper than 64',
  ],
  [
    'an end before it is done',
    'export default () => { console.error("bye"); process.exit(3); };',
    'checks/s.mjs: it ended with exit code 3 without giving facts; the last it said: bye',
  ],
  [
    'a kill',
    'export default () => new Promise(() => { process.kill(process.pid, "SIGKILL"); setTimeout(() => {}, 9e5); });',
    'checks/s.mjs: it was ended by SIGKILL without giving facts',
  ],
])('%s is an error that says where', async (_, text, message) => {
  await expect(run(text)).rejects.toMatchObject({ status: 'error', message });
});

test('a script that takes too much memory ends alone, and that is told', async () => {
  await expect(
    run('export default () => { const all = []; for (;;) all.push(new Array(1e6).fill(all.length)); };'),
  ).rejects.toMatchObject({
    status: 'error',
    message: expect.stringMatching(/^checks\/s\.mjs: it was ended by SIG\w+ without giving facts/),
  });
});

test('nothing on its own output is taken for facts', async () => {
  const { facts } = await run(`
    export default () => { console.log('{"facts":{"forged":true}}'); return { forged: false }; };`);
  expect(facts).toEqual({ forged: false });
});

test('its time is bounded: it may tidy up, and what it started is ended too', async () => {
  const { folder, remove } = await writeFolder({});
  removals.push(remove);
  const ending = run(
    `import { writeFileSync } from 'node:fs';
     export default async ({ signal, $ }) => {
       console.log('working');
       signal.addEventListener('abort', () => writeFileSync('tidied', ''));
       await $\`sh -c 'echo $$ >> pids; exec sleep 60' & echo $$ >> pids; wait\`;
     };`,
    {},
    { folder, timeoutMs: 3000 },
  );
  await expect(ending).rejects.toMatchObject({
    status: 'error',
    message: 'checks/s.mjs did not end within 3 s and was ended; the last it said: working',
  });
  for (const pid of await pidsIn(path.join(folder, 'pids'), 2)) await expectGone(pid);
  expect(await readScript(folder, 'tidied')).toMatchObject({ text: '' });
});

test('a cancel ends it', async () => {
  const { folder, remove } = await writeFolder({});
  removals.push(remove);
  const controller = new AbortController();
  const ending = run(
    `import { writeFileSync } from 'node:fs';
     export default () => new Promise(() => { writeFileSync('pids', process.pid + '\\n'); setTimeout(() => {}, 9e5); });`,
    {},
    { folder, signal: controller.signal },
  );
  ending.catch(() => undefined);
  const [pid = 0] = await pidsIn(path.join(folder, 'pids'), 1);
  controller.abort(new Error('cancelled'));
  await expect(ending).rejects.toThrow();
  await expectGone(pid);
});

test('it gets a clean environment, and a secret in it is hidden wherever it goes', async () => {
  const secret = 'hunter2hunter2';
  const { text: redact } = createRedactor({ key: 'k', secrets: [] });
  const result = await run(
    `export default async ({ $ }) => {
       console.log('token', process.env.API_TOKEN);
       const seen = await $\`printf %s "$API_TOKEN"\`;
       return { seen: seen.stdout, inside: ['x' + seen.stdout], other: process.env.OTHER ?? null, api_token: 'another' };
     };`,
    { env: ['API_TOKEN'] },
    { env: { ...env, API_TOKEN: secret }, redact },
  );
  expect(JSON.stringify(result)).not.toContain(secret);
  expect(result.facts).toEqual({ seen: '***', inside: ['x***'], other: null, api_token: '***' });
  await expect(
    run(
      'export default () => { throw new Error(process.env.API_TOKEN); };',
      { env: ['API_TOKEN'] },
      { env: { ...env, API_TOKEN: secret } },
    ),
  ).rejects.toMatchObject({ message: 'checks/s.mjs:1:30: ***' });
});

test('what was approved is what runs, whatever lies in the file by then', async () => {
  const { folder, remove } = await writeFolder({ 's.mjs': 'export default () => ({ is: "approved" });' });
  removals.push(remove);
  const scripts = { 's.mjs': await readScript(folder, 's.mjs') };
  await writeFile(path.join(folder, 's.mjs'), 'export default () => ({ is: "changed" });');
  const context = await createCheckContext({ env, timeoutMs: 20_000, approval: { scripts } });
  expect((await script.run(script.parameters.parse({ file: 's.mjs' }), context)).facts).toEqual({ is: 'approved' });
});

test('nothing runs that nobody has approved', async () => {
  const context = await createCheckContext({ env });
  await expect(script.run(script.parameters.parse({ file: 's.mjs' }), context)).rejects.toMatchObject({
    status: 'blocked',
    message: 'nobody has approved here what it runs: the script s.mjs beside the runbook',
    unblock: 'Read it, and approve the runbook with --yes: causebook run … --yes, or causebook resume … --yes',
  });
});

test('a script is a file in the folder of the runbook, and no link that leads out of it', async () => {
  const { folder, remove } = await writeFolder({
    'outside.mjs': '1',
    'book/in.mjs': '2',
    'book/big.mjs': ' '.repeat(300_000),
  });
  removals.push(remove);
  const book = path.join(folder, 'book');
  await symlink('../outside.mjs', path.join(book, 'out.mjs'));
  await symlink('..', path.join(book, 'up'));
  await symlink('in.mjs', path.join(book, 'inner.mjs'));
  await mkdir(path.join(book, 'dir.mjs'));
  expect(await readScript(book, 'inner.mjs')).toMatchObject({ text: '2' });
  expect(
    await Promise.all(
      ['out.mjs', 'up/outside.mjs', 'dir.mjs', 'none.mjs', 'big.mjs'].map((one) => readScript(book, one)),
    ),
  ).toEqual([
    { problem: "out.mjs is a link that leads out of the runbook's folder" },
    { problem: "up/outside.mjs is a link that leads out of the runbook's folder" },
    { problem: 'dir.mjs is not a regular file' },
    { problem: 'none.mjs is not beside the runbook' },
    { problem: 'big.mjs is larger than 256 KiB' },
  ]);
  // A folder that is itself reached by a link is a folder like any other.
  await rename(book, path.join(folder, 'real'));
  await symlink('real', book);
  expect(await readScript(book, 'in.mjs')).toMatchObject({ text: '2' });
});
