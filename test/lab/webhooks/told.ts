import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { loadScenario, type WebhookScenario } from '../../../src/lab/scenario.ts';
import { type Staged, stageScenario } from '../../../src/lab/stage.ts';

export type Payment = {
  readonly payment: string;
  readonly event: string;
  readonly at: number;
  readonly method: string;
};

/** A line of PaymentHub's delivery log; times are ms since 1970. */
export type Attempt = {
  readonly event: string;
  readonly attempt: number;
  readonly at: number;
  readonly from: string;
  readonly to?: string;
  readonly status?: number;
  readonly error?: string;
  readonly ms: number;
  readonly next_attempt: string | null;
};

/** An access line of ASPIn's edge, taken apart. */
export type Access = {
  readonly ip: string;
  readonly start: number;
  readonly end: number;
  readonly status: number;
  readonly upstream: string;
  readonly wid: string;
};

/** A line of the application, the worker or the relay. */
export type Line = { readonly at: number; readonly wid?: string; readonly ev: string } & Readonly<
  Record<string, unknown>
>;

/** What a staged folder says, whole and about the payments of the report. */
export type Told = {
  readonly staged: Staged;
  readonly text: (file: string) => string;
  readonly bytes: number;
  readonly payments: readonly Payment[];
  readonly attempts: readonly Attempt[];
  readonly edge: readonly Access[];
  readonly app: readonly Line[];
  readonly worker: readonly Line[];
  readonly relay: readonly Line[];
  /** The events of payments that PaymentHub does not hold delivered, or that ASPIn has not processed. */
  readonly missing: readonly string[];
};

/** Loads a scenario of missing webhooks. */
export async function loadWebhooks(folder: string): Promise<WebhookScenario> {
  const scenario = await loadScenario(folder);
  if (scenario.runbook !== 'missing-webhooks') throw new Error(`${folder} is another kind of incident`);
  return scenario;
}

/** Stages a scenario and reads back what was written; `look` sees the folder before it is removed. */
export async function tellWebhooks(
  scenario: WebhookScenario,
  seed = scenario.seed,
  look: (dir: string) => Promise<void> = async () => {},
): Promise<Told> {
  const dir = await mkdtemp(path.join(tmpdir(), 'causebook-webhooks-'));
  try {
    const staged = await stageScenario({ scenario, dir, seed });
    await look(dir);
    const contents = new Map<string, string>();
    let bytes = 0;
    for (const file of staged.files) {
      const raw = await readFile(path.join(dir, file.path));
      const plain = file.path.endsWith('.gz') ? gunzipSync(raw) : raw;
      bytes += plain.length;
      contents.set(file.path, plain.toString('utf8'));
    }
    return told(staged, contents, bytes);
  } finally {
    await rm(dir, { recursive: true });
  }
}

function told(staged: Staged, contents: ReadonlyMap<string, string>, bytes: number): Told {
  const text = (file: string) => contents.get(file) ?? '';
  const lines = (file: string) =>
    text(file)
      .split('\n')
      .filter((line) => line !== '');
  const rows = (file: string) => lines(file).map((line) => JSON.parse(line) as Record<string, unknown>);
  const payments = lines('payments.csv')
    .slice(1)
    .map((line): Payment => {
      const [payment = '', event = '', at = '', method = ''] = line.split(',');
      return { payment, event, at: Date.parse(at), method };
    });
  const events = new Set(payments.map(({ event }) => event));
  const logged = (file: string) =>
    rows(file)
      .filter((row) => events.has(String(row.wid)))
      .map((row) => ({ ...row, at: Date.parse(String(row.ts)) }) as Line)
      .sort((one, other) => one.at - other.at);
  const attempts = rows('paymenthub-deliveries.jsonl')
    .filter((row) => events.has(String(row.event)))
    .map((row) => ({ ...row, at: Date.parse(String(row.at)) }) as unknown as Attempt);
  const edge = ['aspin-edge.log.2.gz', 'aspin-edge.log.1', 'aspin-edge.log']
    .flatMap(lines)
    .map(parseAccess)
    .filter(({ wid }) => events.has(wid));
  const [app, worker, relay] = [logged('aspin-app.jsonl'), logged('aspin-worker.jsonl'), logged('integration.jsonl')];
  const processed = new Set([...app, ...worker].filter(({ ev }) => ev === 'processed').map(({ wid }) => wid));
  const delivered = new Set(
    attempts.filter(({ status }) => status !== undefined && status < 300).map(({ event }) => event),
  );
  const missing = payments.map(({ event }) => event).filter((event) => !processed.has(event) || !delivered.has(event));
  return { staged, text, bytes, payments, attempts, edge, app, worker, relay, missing };
}

function parseAccess(line: string): Access {
  const match = /^(\S+) \[[^\]]+\] msec=([\d.]+) "[^"]*" (\d+) rt=([\d.]+) ua=(.*) us=.* ut=.* rid=\S+ wid=(\S+)$/.exec(
    line,
  );
  if (!match) throw new Error(`not an access line: ${line}`);
  const [, ip = '', msec, status, seconds, upstream = '', wid = ''] = match;
  const end = Math.round(Number(msec) * 1000);
  return { ip, start: end - Math.round(Number(seconds) * 1000), end, status: Number(status), upstream, wid };
}
