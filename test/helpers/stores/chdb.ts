import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FakeAnswer, FakeRequest, FakeServer } from './server.ts';
import { startServer } from './server.ts';

type Session = { readonly query: (sql: string, format: string) => string; readonly close: () => void };

/** ClickHouse in this process, behind as much of its HTTP interface as a query needs. */
export type RealClickhouse = FakeServer & {
  /** Runs a statement by itself, to prepare. */
  readonly run: (sql: string) => string;
};

/** Starts the chdb module that lies in a folder. A setting or a bound value goes the way it goes in the server: as text. */
export async function startChdb(module: string): Promise<RealClickhouse> {
  const { Session: Chdb } = (await import(pathToFileURL(path.join(module, 'index.mjs')).href)) as {
    readonly Session: new (folder: string) => Session;
  };
  const folder = await mkdtemp(path.join(tmpdir(), 'causebook-chdb-'));
  const session = new Chdb(folder);
  const run = (sql: string) => session.query(sql, 'JSONEachRow');
  const server = await startServer((request) => answer(run, request));
  return {
    ...server,
    run,
    close: async () => {
      await server.close();
      session.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function answer(run: (sql: string) => string, request: FakeRequest): FakeAnswer {
  try {
    for (const [name, value] of request.query) {
      // The session could not be used again.
      if (name !== 'readonly') run(`SET ${name} = ${quote(value)}`);
    }
    return { status: 200, headers: { 'content-type': 'application/x-ndjson' }, body: run(request.body) };
  } catch (error) {
    const said = (error as Error).message.replace(/^Query failed: /, '');
    const code = /^Code: (\d+)/.exec(said)?.[1] ?? '0';
    return { status: code === '60' ? 404 : 400, headers: { 'x-clickhouse-exception-code': code }, body: said };
  }
}

function quote(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
