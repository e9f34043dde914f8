import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** One attempt of the sender, and what it left behind at each hop; what is left out was not written. Times are ms. */
export type Try = {
  readonly at: number;
  readonly from?: string;
  readonly to?: string;
  readonly account?: string;
  readonly url?: string;
  readonly status?: number;
  readonly error?: string;
  readonly location?: string;
  readonly next?: number;
  readonly took?: number;
  /** The edge's line: its caller where it is not `from`, its status, and the node; `-` where the edge answered by itself. */
  readonly edge?: {
    readonly ip?: string;
    readonly status: number;
    readonly node?: string;
    readonly took?: number;
  };
  readonly app?: readonly Line[];
  readonly worker?: readonly Line[];
  readonly relay?: readonly Line[];
};

type Line = { readonly [field: string]: unknown };

/** What became of one payment. */
export type Payment = {
  readonly id: string;
  readonly event: string;
  readonly completed: number;
  readonly method: string;
  readonly type?: string;
  readonly version?: string;
  readonly account?: string;
  readonly isMade?: boolean;
  /** Whether the list of payments names its event. */
  readonly isListed?: boolean;
  readonly tries: readonly Try[];
};

/** An incident: its payments, and the files that are not made of them. */
export type Incident = {
  readonly payments: readonly Payment[];
  readonly endpoints?: readonly Line[];
  readonly ranges?: readonly string[];
  readonly allowed?: readonly string[];
  readonly firewall?: readonly string[];
  readonly edgeErrors?: readonly string[];
  readonly certificates?: { readonly [address: string]: string };
  readonly certificateNotes?: { readonly [address: string]: Line };
  readonly sample?: string;
  /** What the edge answered other callers, 200 where it is left out; undefined where nothing came through. */
  readonly served?: (at: number, node: string) => number | undefined;
  /** Whether a delivery of another event went through in the evening. */
  readonly worksLater?: boolean;
  readonly hasRelay?: boolean;
  readonly hasWorker?: boolean;
};

export const day = Date.parse('2026-05-11T00:00:00Z');
export const minute = 60_000;

/** The place of a payment in the day: irregular, as payments are. */
export function atOf(index: number): number {
  return day + 8 * 60 * minute + index * 23 * minute + ((index * 7919) % 600) * 1000 + index * 37;
}

/** A try that went well at every hop. */
export function wellAt(at: number, index: number): Try {
  const from = `198.51.100.${20 + (index % 2)}`;
  return {
    at,
    from,
    to: '192.0.2.80',
    status: 200,
    took: 190 + ((index * 31) % 90),
    edge: { status: 200, node: `10.0.0.${1 + (index % 2)}:8080` },
    app: [{ ev: 'processed', node: `n${1 + (index % 2)}`, dur_ms: 120 + index }],
  };
}

/** Fifteen payments, of which those that `isMissing` names went as `tell` says. */
export function payments(
  isMissing: (index: number) => boolean,
  tell: (at: number, index: number) => Partial<Payment>,
  at: (index: number) => number = atOf,
): readonly Payment[] {
  return Array.from({ length: 15 }, (_, place) => {
    const index = place + 1;
    const moment = at(index);
    return {
      id: `PAY_${1000 + index}`,
      event: `evt_${1000 + index}`,
      completed: moment - 900,
      method: ['mpesa', 'card', 'bank'][(index * 5) % 3] ?? 'mpesa',
      tries: [wellAt(moment, index)],
      ...(isMissing(index) ? tell(moment, index) : {}),
    };
  });
}

/** Writes the folder of an incident as the parties would export it, other traffic included; `remove` deletes it. */
export async function writeIncident(
  incident: Incident,
): Promise<{ readonly folder: string; readonly names: readonly string[]; readonly remove: () => Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'causebook-webhooks-'));
  const files = filesOf(incident);
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), content);
  }
  return { folder, names: Object.keys(files), remove: () => rm(folder, { recursive: true, force: true }) };
}

function filesOf(incident: Incident): { readonly [name: string]: string } {
  const { payments: all } = incident;
  const tries = all.flatMap((payment) =>
    payment.tries.map((one, index) => ({ payment, one, attempt: index + 1, start: one.at })),
  );
  const lines = (pick: (one: Try) => readonly Line[] | undefined, slack: number) =>
    jsonl(
      tries.flatMap(({ payment, one }) =>
        (pick(one) ?? []).map((line, index) => ({
          ts: iso(one.at + slack + index * 40 + Number(line.dur_ms ?? 0)),
          wid: payment.event,
          ...line,
        })),
      ),
    );
  const others = Array.from({ length: 260 }, (_, index) => day + 7 * 60 * minute + index * 2.5 * minute + index * 113);
  const edge = [
    ...tries.flatMap(({ payment, one }) =>
      one.edge === undefined
        ? []
        : [
            edgeLine({
              ip: one.edge.ip ?? one.from ?? '198.51.100.20',
              end: one.at + 20 + (one.edge.took ?? one.took ?? 5),
              request: 'POST /webhooks/payment HTTP/1.1',
              status: one.edge.status,
              took: one.edge.took ?? one.took ?? 5,
              node: one.edge.node ?? '10.0.0.1:8080',
              wid: payment.event,
            }),
          ],
    ),
    ...others.flatMap((at, index) => {
      const node = `10.0.0.${1 + (index % 2)}:8080`;
      const status = incident.served === undefined ? 200 : incident.served(at, node);
      if (status === undefined) return [];
      const request = index % 3 === 0 ? 'POST /v1/quotes HTTP/1.1' : 'GET /v1/policies HTTP/1.1';
      return [edgeLine({ ip: '41.90.64.7', end: at, request, status, took: 40, node, wid: '-' })];
    }),
  ];
  const other = wellAt(day + 20 * 60 * minute, 3);
  return {
    'payments.csv': [
      'payment,event,completed_at,method',
      ...all.map(
        (one) =>
          `${one.id},${one.isMade === false || one.isListed === false ? '' : one.event},${iso(one.completed)},${one.method}`,
      ),
      '',
    ].join('\n'),
    'paymenthub-events.jsonl': jsonl(
      all
        .filter((one) => one.isMade !== false)
        .map((one) => ({
          event: one.event,
          type: one.type ?? 'payment.completed',
          payment: one.id,
          created_at: iso(one.completed + 100),
          deliveries: one.tries.length,
          ...(one.version === undefined ? {} : { version: one.version }),
          ...(one.account === undefined ? {} : { account: one.account }),
        })),
    ),
    'paymenthub-deliveries.jsonl': jsonl([
      ...tries.map(({ payment, one, attempt }) => ({
        event: payment.event,
        attempt,
        at: iso(one.at),
        from: one.from ?? '198.51.100.20',
        to: one.to ?? '192.0.2.80',
        ...(one.account === undefined ? {} : { account: one.account }),
        ...(one.url === undefined ? {} : { url: one.url }),
        ...(one.error === undefined ? { status: one.status ?? 200 } : { error: one.error }),
        ...(one.location === undefined ? {} : { location: one.location }),
        ms: one.took ?? 5,
        next_attempt: one.next === undefined ? null : iso(one.next),
      })),
      // Of somebody else, later the same day.
      {
        event: 'evt_7001',
        attempt: 1,
        at: iso(other.at),
        from: other.from,
        to: incident.worksLater === true ? other.to : '192.0.2.99',
        status: 200,
        ms: 20,
      },
    ]),
    'paymenthub-endpoint.json': JSON.stringify(incident.endpoints ?? [endpoint()], null, 2),
    'paymenthub-ip-ranges.json': JSON.stringify(incident.ranges ?? ['198.51.100.0/24'], null, 2),
    'aspin-allowlist.json': JSON.stringify(incident.allowed ?? ['198.51.100.0/24', '41.90.0.0/16', '10.30.0.0/16']),
    'firewall.log': `${(incident.firewall ?? ['2026-05-11T09:55:01Z DROP TCP 45.13.2.9:50110 -> 192.0.2.80:22 SYN']).join('\n')}\n`,
    'aspin-edge.log': `${edge
      .sort((a, b) => a.end - b.end || (a.text < b.text ? -1 : 1))
      .map(({ text }) => text)
      .join('\n')}\n`,
    'aspin-edge-error.log': `${['2026/05/11 07:00:01 [notice] 31#31: signal process started', ...(incident.edgeErrors ?? [])].join('\n')}\n`,
    'aspin-app.jsonl': lines((one) => one.app, 25),
    ...(incident.hasWorker === true ? { 'aspin-worker.jsonl': lines((one) => one.worker, 900) } : {}),
    ...(incident.hasRelay === true ? { 'integration.jsonl': lines((one) => one.relay, 10) } : {}),
    ...Object.fromEntries(
      Object.entries(incident.certificates ?? {}).map(([address, pem]) => [`certs/${address}.pem`, pem]),
    ),
    ...(incident.certificateNotes === undefined
      ? {}
      : { 'certs/notes.json': JSON.stringify(incident.certificateNotes, null, 2) }),
    ...(incident.sample === undefined ? {} : { 'sample-delivery.http': incident.sample }),
    'config/aspin.yaml': 'handler: {timeout_ms: 30000}\ndedupe: {key: event_id}\n',
    ...(incident.hasRelay === true
      ? { 'config/integration.yaml': 'ack: before_forward\nretry: 0\non_error: log\n' }
      : {}),
  };
}

/** An endpoint of the sender as its settings list it. */
export function endpoint(more: Line = {}): Line {
  return {
    url: 'https://hooks.aspin.test/webhooks/payment',
    account: 'M1',
    enabled: true,
    events: ['payment.completed'],
    secret_version: 1,
    schedule_s: [],
    timeout_ms: 5000,
    ...more,
  };
}

function edgeLine(of: {
  readonly ip: string;
  readonly end: number;
  readonly request: string;
  readonly status: number;
  readonly took: number;
  readonly node: string;
  readonly wid: string;
}): { readonly end: number; readonly text: string } {
  const { ip, end, request, status, took, node, wid } = of;
  const seconds = (took / 1000).toFixed(3);
  const stamp = new Date(end).toUTCString().replace(/^\w+, (\d+) (\w+) (\d+) (\S+) GMT$/, '$1/$2/$3:$4 +0000');
  const upstream = node === '-' ? 'us=- ut=-' : `us=${status} ut=${seconds}`;
  return {
    end,
    text: `${ip} [${stamp}] msec=${(end / 1000).toFixed(3)} "${request}" ${status} rt=${seconds} ua=${node} ${upstream} rid=${end % 99_991} wid=${wid}`,
  };
}

function jsonl(rows: readonly Line[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

export function iso(ms: number): string {
  return new Date(ms).toISOString();
}
