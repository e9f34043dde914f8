import { describe, expect, it } from 'vitest';
import { listScenarios } from '../../../src/lab/scenario.ts';
import { loadWebhooks, tellWebhooks } from './told.ts';

// The evidence folder as the parties agreed on it: names, and the fields of a line.
const fields: Readonly<Record<string, readonly string[]>> = {
  'paymenthub-events.jsonl': ['event', 'type', 'payment', 'created_at', 'deliveries'],
  'paymenthub-deliveries.jsonl': ['event', 'attempt', 'at', 'from', 'to', 'status', 'error', 'ms', 'next_attempt'],
  'integration.jsonl': ['ts', 'wid', 'ev', 'ack', 'status', 'www'],
  'aspin-app.jsonl': ['ts', 'node', 'wid', 'ev', 'level', 'err', 'reason', 'dur_ms', 'key'],
  'aspin-worker.jsonl': ['ts', 'wid', 'ev', 'err'],
};
const names =
  /^(payments\.csv|paymenthub-(events|deliveries)\.jsonl|paymenthub-(endpoint|ip-ranges)\.json|aspin-allowlist\.json|integration\.jsonl|firewall\.log|aspin-edge(-error)?\.log(\.1|\.2\.gz)?|aspin-(app|worker)\.jsonl|sample-delivery\.http|certs\/[\d.]+\.pem|certs\/notes\.json|config\/(aspin|integration)\.yaml|trust\/lab-root\.pem)$/;

const folders = await Promise.all(
  ['runbooks/missing-webhooks/scenarios', 'test/lab/causes/webhooks'].map(async (folder) =>
    (await listScenarios(folder)).map(({ name }) => [name, `${folder}/${name}`] as const),
  ),
);

describe.each(folders.flat())('%s', (_, folder) => {
  it('is staged in two seconds of work, in files and fields of the contract only, and of bounded size', async () => {
    const scenario = await loadWebhooks(folder);
    const before = process.cpuUsage();
    let workedMs = 0;
    const { staged, bytes, text, payments } = await tellWebhooks(scenario, scenario.seed, async () => {
      const { user, system } = process.cpuUsage(before);
      workedMs = (user + system) / 1000;
    });
    expect(workedMs).toBeLessThan(2_000);
    for (const { path } of staged.files) expect(path).toMatch(names);
    expect(staged.lines).toBeGreaterThan(15_000);
    expect(staged.lines).toBeLessThan(45_000);
    expect(bytes).toBeLessThan(8_000_000);
    for (const [file, known] of Object.entries(fields)) {
      const used = new Set(
        text(file)
          .split('\n')
          .filter(Boolean)
          .flatMap((line) => Object.keys(JSON.parse(line))),
      );
      expect(
        [...used].filter((field) => !known.includes(field)),
        file,
      ).toEqual([]);
    }
    expect(text('payments.csv').split('\n')[0]).toBe('payment,event,completed_at,method');
    expect(payments).toHaveLength(15);
    for (const endpoint of JSON.parse(text('paymenthub-endpoint.json')))
      expect(Object.keys(endpoint)).toEqual([
        'url',
        'account',
        'enabled',
        'events',
        'secret_version',
        'schedule_s',
        'timeout_ms',
      ]);
  });

  it('is the bug report on its own seed: seven of fifteen are missing', async () => {
    const { missing, staged } = await tellWebhooks(await loadWebhooks(folder));
    expect(missing).toHaveLength(7);
    expect(Object.keys(staged.truth)).toEqual(['failure', 'recovery']);
  });
});
