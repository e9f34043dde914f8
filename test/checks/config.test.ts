import { afterEach, expect, test } from 'vitest';
import { isSecretSetting } from '../../src/checks/config/secret-name.ts';
import { config } from '../../src/checks/config.ts';
import { describeFile } from '../../src/logs/evidence-folder.ts';
import type { SourceEntry } from '../../src/logs/source.ts';
import { createCheckContext } from '../helpers/check-context.ts';
import { writeFolder } from '../helpers/write-folder.ts';

const removals: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const remove of removals.splice(0)) await remove();
});

const about = { id: 'settings', title: 'Receiver settings', owner: 'PartnerCRM' };

async function run(file: string, text: string | undefined, settings?: readonly string[], entry?: SourceEntry) {
  const { folder, remove } = await writeFolder(text === undefined ? {} : { [file]: text });
  removals.push(remove);
  const source: SourceEntry = entry ?? { ...about, kind: 'config', config: { file, fields: {} } };
  const context = await createCheckContext({ folder, sources: [source] });
  return config.run(
    config.parameters.parse({ source: 'settings', ...(settings === undefined ? {} : { settings }) }),
    context,
  );
}

const env = `# receiver
export IDEMPOTENCY_STORE=redis
IDEMPOTENCY_TTL="24h"   # a day
WEBHOOK_SECRET=whsec_abcdef123456
DATABASE_URL=postgres://crm:hunter2@db/crm
`;

test('every setting of a .env file is a fact, and its line evidence', async () => {
  const result = await run('receiver.env', env);
  expect(result.facts).toEqual({
    settings: {
      IDEMPOTENCY_STORE: 'redis',
      IDEMPOTENCY_TTL: '24h',
      WEBHOOK_SECRET: '***',
      DATABASE_URL: 'postgres://crm:***@db/crm',
    },
    found: ['IDEMPOTENCY_STORE', 'IDEMPOTENCY_TTL', 'WEBHOOK_SECRET', 'DATABASE_URL'],
    format: 'env',
    remarks: [],
  });
  expect(result.evidence).toEqual([
    { source: 'receiver.env', line: 2, text: 'IDEMPOTENCY_STORE = redis' },
    { source: 'receiver.env', line: 3, text: 'IDEMPOTENCY_TTL = 24h' },
    { source: 'receiver.env', line: 4, text: 'WEBHOOK_SECRET = ***' },
    { source: 'receiver.env', line: 5, text: 'DATABASE_URL = postgres://crm:***@db/crm' },
  ]);
  expect(result.verdict).toEqual({ outcome: 'read', status: 'pass', say: '4 settings read from receiver.env' });
  expect(JSON.stringify(result)).not.toMatch(/abcdef123456|hunter2/);
});

test('named settings are facts by themselves, null where absent, and alone are evidence', async () => {
  const result = await run('receiver.env', env, ['IDEMPOTENCY_TTL', 'RETRY_LIMIT']);
  expect(result.facts).toMatchObject({ IDEMPOTENCY_TTL: '24h', RETRY_LIMIT: null });
  expect(result.evidence).toEqual([{ source: 'receiver.env', line: 3, text: 'IDEMPOTENCY_TTL = 24h' }]);
  expect(result.verdict.say).toBe('4 settings read from receiver.env; not set: RETRY_LIMIT');
  expect(result.command).toMatch(/^causebook check config \/\S+\/receiver\.env IDEMPOTENCY_TTL RETRY_LIMIT$/);
});

test('nested settings have a flat name, and the line their own key is on', async () => {
  const result = await run('app.yaml', 'http:\n  timeout: 30\nretry:\n  timeout: 5\n  enabled: true\n');
  expect(result.facts.settings).toEqual({ http_timeout: 30, retry_timeout: 5, retry_enabled: true });
  expect(result.evidence).toEqual([
    { source: 'app.yaml', line: 2, text: 'http.timeout = 30' },
    { source: 'app.yaml', line: 4, text: 'retry.timeout = 5' },
    { source: 'app.yaml', line: 5, text: 'retry.enabled = true' },
  ]);
});

test('secrets inside lists and maps of a JSON file are hidden too', async () => {
  const result = await run(
    'app.json',
    '{"hooks":[{"url":"https://a.test","secret":"deadbeef"}],"db":{"password":12345678}}',
  );
  expect(result.facts.settings).toEqual({ hooks: [{ url: 'https://a.test', secret: '***' }], db_password: '***' });
  expect(JSON.stringify(result)).not.toMatch(/deadbeef|12345678/);
});

test.each([
  ['api_key', 'plainword', true],
  ['dbPassword', 'hunter', true],
  ['AUTH_TOKEN', 'x', true],
  ['password', '', false],
  ['password', null, false],
  ['secret_key_base', 'a8f5f167f44f4964e6c998dee827110c', true],
  ['stripe', 'sk_live_abcdef', true],
  ['token_ttl', '15m', false],
  ['secret_rotation', 'monthly', false],
  ['idempotency_key_header', 'Idempotency-Key', false],
  ['idempotency_key', '7b0f-11aa', false],
  ['partition_key', 'customer_id', false],
  ['key', 'a8f5f167f44f4964', true],
  ['monkey', 'a8f5f167f44f4964', false],
  ['retries', 3, false],
])('a setting %s = %j is secret: %s', (name, value, isSecret) => {
  expect(isSecretSetting(name, value)).toBe(isSecret);
});

test('a file that is missing blocks the check and says whom to ask', async () => {
  await expect(run('receiver.env', undefined)).rejects.toMatchObject({
    name: 'CheckProblem',
    status: 'blocked',
    message: 'receiver.env is not in the evidence folder',
    unblock: 'Ask PartnerCRM for receiver.env (Receiver settings)',
  });
});

test('a source that no file stands for blocks, one of another kind is a problem', async () => {
  await expect(run('a.env', '', undefined, { ...about, kind: 'manual' })).rejects.toMatchObject({
    status: 'blocked',
    unblock: 'Ask PartnerCRM for Receiver settings',
  });
  const view: SourceEntry = { ...about, kind: 'view', from: [], sql: { text: '', values: [] } };
  await expect(run('a.env', '', undefined, view)).rejects.toMatchObject({
    status: 'error',
    message: 'source "settings" is a view, not a settings file',
  });
});

test('a file that does not parse is a problem', async () => {
  await expect(run('app.json', '{')).rejects.toMatchObject({
    status: 'error',
    message: 'app.json:1:2 does not read as JSON: Unexpected token',
  });
});

test('the receiver is measured by a setting of another source, and both files are touched', async () => {
  const { folder, remove } = await writeFolder({
    'aspin.env': 'TIMEOUT_MS=2000\nMAX_RETRIES=2\n',
    'gateway.yaml': 'upstream:\n  timeout: 2.5s\n',
  });
  removals.push(remove);
  const sources: readonly SourceEntry[] = [
    { ...about, kind: 'config', config: { file: 'aspin.env', fields: {} } },
    { ...about, id: 'gateway', kind: 'config', config: { file: 'gateway.yaml', fields: {} } },
  ];
  const context = await createCheckContext({ folder, sources });
  const parameters = config.parameters.parse({
    source: 'settings',
    retry: { receiver: { source: 'gateway', setting: 'upstream_timeout' } },
  });
  expect(config.touches(parameters, context.sources).map(({ text }) => text)).toEqual(['aspin.env', 'gateway.yaml']);
  const { facts, verdict } = await config.run(parameters, context);
  expect(facts.retry).toMatchObject({ receiver_ms: 2500, shorter_than_receiver: true });
  expect(verdict.status).toBe('fail');
  await expect(
    config.run(
      config.parameters.parse({ source: 'settings', retry: { receiver: { source: 'gateway', setting: 'upstream' } } }),
      context,
    ),
  ).rejects.toThrow('gateway.yaml has no setting upstream');
});

test('what was pasted for a source counts in place of its file', async () => {
  const { folder, remove } = await writeFolder({ 'a.env': 'A=1\n', 'pasted-1': 'module.exports = {a: 2}' });
  removals.push(remove);
  const source: SourceEntry = { ...about, kind: 'config', config: { file: 'a.env', fields: {} } };
  const context = await createCheckContext({ folder, sources: [source] });
  const pastedFor = async () => [await describeFile(`${folder}/pasted-1`, 'pasted-1')];
  const result = await config.run(config.parameters.parse({ source: 'settings' }), {
    ...context,
    folder: { ...context.folder, pastedFor },
  });
  expect(result.facts).toMatchObject({ settings: { a: 2 }, format: 'js' });
});

test.each<[string, boolean]>([
  ['http.timeout >= 5s', true],
  ['http_timeout > 5000ms', false],
  ['http.timeout >= PT5S', true],
  ['HTTP_TIMEOUT < 6000', false],
  ['limit = 5000', true],
  ['limit >= 5000', true],
  ['store = redis', true],
  ['store != redis', false],
  ['store in table, redis', true],
  ['store in table, memory', false],
  ['store ~ ^re', true],
  ['on = true', true],
  ['on present', true],
  ['none present', false],
  ['none absent', true],
  ['hosts.1.name = b', true],
  ['hosts_0_name = a', true],
  ['hosts.2.name absent', true],
])('the expectation "%s" comes out as %s', async (expectation, ok) => {
  const text = 'http:\n  timeout: 5s\nlimit: 5_000\nstore: redis\non: true\nhosts:\n  - name: a\n  - name: b\n';
  const { folder, remove } = await writeFolder({ 'a.yaml': text });
  removals.push(remove);
  const source: SourceEntry = { ...about, kind: 'config', config: { file: 'a.yaml', fields: {} } };
  const context = await createCheckContext({ folder, sources: [source] });
  const result = await config.run(config.parameters.parse({ source: 'settings', expect: expectation }), context);
  expect(result.facts.expected).toMatchObject([{ ok }]);
  expect(result.verdict).toMatchObject(
    ok ? { outcome: 'as-expected', status: 'pass' } : { outcome: 'not-as-expected', status: 'fail' },
  );
});
