import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { loadScenario, type RegistrationScenario } from '../../src/lab/scenario.ts';
import { type Staged, stageScenario } from '../../src/lab/stage.ts';

export type Row = Readonly<Record<string, unknown>>;

/** One access line of the edge, taken apart; times are ms since 1970. */
export type Access = {
  readonly start: number;
  readonly end: number;
  readonly request: string;
  readonly status: number;
  readonly upstreams: readonly string[];
  readonly upstreamStatuses: readonly string[];
  readonly trace: string;
  readonly key: string;
};

/** What the folder says, whole (`text`) and about the incident's own registration. */
export type Story = {
  readonly staged: Staged;
  readonly text: (file: string) => string;
  readonly rows: (file: string) => readonly Row[];
  readonly access: () => readonly Access[];
  readonly submits: readonly Row[];
  readonly handOuts: readonly Row[];
  readonly attempts: readonly Row[];
  readonly gaveUp: readonly Row[];
  readonly edge: readonly Access[];
  readonly received: readonly Row[];
  readonly inserted: readonly Row[];
  readonly replayed: readonly Row[];
};

/** Loads a scenario of duplicate registrations. */
export async function loadRegistrations(folder: string): Promise<RegistrationScenario> {
  const scenario = await loadScenario(folder);
  if (scenario.runbook !== 'duplicate-registrations') throw new Error(`${folder} is another kind of incident`);
  return scenario;
}

const told = new Map<string, Promise<Story>>();

/** Stages the scenario of a folder, once, and reads back what was written about its incident. */
export function tell(folder: string, seed?: number): Promise<Story> {
  const name = `${folder}/${seed}`;
  const story = told.get(name) ?? stageAndRead(folder, seed);
  told.set(name, story);
  return story;
}

async function stageAndRead(folder: string, seed?: number): Promise<Story> {
  const scenario = await loadScenario(folder);
  const dir = await mkdtemp(path.join(tmpdir(), 'causebook-story-'));
  try {
    const staged = await stageScenario({ scenario, dir, ...(seed !== undefined && { seed }) });
    const contents = new Map<string, string>();
    for (const file of staged.files) {
      const bytes = await readFile(path.join(dir, file.path));
      contents.set(file.path, (file.path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'));
    }
    return story(staged, contents);
  } finally {
    await rm(dir, { recursive: true });
  }
}

function story(staged: Staged, contents: ReadonlyMap<string, string>): Story {
  const text = (file: string) => contents.get(file) ?? '';
  const rows = (file: string) =>
    text(file)
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Row);
  const access = () =>
    ['partnercrm-edge.log.2.gz', 'partnercrm-edge.log.1', 'partnercrm-edge.log']
      .flatMap((file) => text(file).split('\n'))
      .filter((line) => line !== '')
      .map(parseAccess);
  const isOurs = (row: Row) => row.cust === staged.inputs.customer_id;
  const inOrder = (list: readonly Row[]) =>
    [...list].sort((one, other) => (String(one.ts) < String(other.ts) ? -1 : 1));
  const outbound = rows('aspin-outbound.jsonl').filter(isOurs);
  const traces = new Set(outbound.map((row) => row.trace));
  const app = inOrder(rows('partnercrm-app.jsonl').filter((row) => traces.has(row.trace)));
  return {
    staged,
    text,
    rows,
    access,
    submits: inOrder(rows('aspin-bff.jsonl').filter(isOurs)),
    handOuts: inOrder(rows('aspin-worker.jsonl').filter(isOurs)),
    attempts: inOrder(outbound.filter((row) => row.attempt !== undefined)),
    gaveUp: outbound.filter((row) => row.event === 'gave_up'),
    edge: access()
      .filter((line) => traces.has(line.trace))
      .sort((one, other) => one.start - other.start),
    received: app.filter((row) => row.ev === 'received'),
    inserted: app.filter((row) => row.ev === 'inserted'),
    replayed: app.filter((row) => row.ev === 'replayed'),
  };
}

function parseAccess(line: string): Access {
  const match = /msec=([\d.]+) "(.*?) HTTP\/1.1" (\d+) rt=([\d.]+) ua=(.*) us=(.*) ut=(.*) rid=(\S+) idk=(\S+)$/.exec(
    line,
  );
  if (!match) throw new Error(`not an access line: ${line}`);
  const [, msec, request = '', status, seconds, addresses = '', statuses = '', , trace = '', key = ''] = match;
  const end = Math.round(Number(msec) * 1000);
  return {
    start: end - Math.round(Number(seconds) * 1000),
    end,
    request,
    status: Number(status),
    upstreams: addresses.split(', '),
    upstreamStatuses: statuses.split(', '),
    trace,
    key,
  };
}

/** The gaps between the instants of these rows, in ms. */
export function gaps(rows: readonly Row[]): readonly number[] {
  const instants = rows.map((row) => Date.parse(String(row.ts)));
  return instants.slice(1).map((at, index) => at - (instants[index] ?? 0));
}

/** The values of one field. */
export function values(rows: readonly Row[], field: string): readonly unknown[] {
  return rows.map((row) => row[field]);
}
