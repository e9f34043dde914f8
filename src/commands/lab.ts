import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, UserError } from '../errors.ts';
import { type Arrival, renderArrival, renderArrivalJson, renderCounts } from '../lab/endpoint/arrival.ts';
import { createEndpoint } from '../lab/endpoint/create-endpoint.ts';
import { renderEdgeLine } from '../lab/endpoint/edge-line.ts';
import { type EndpointFlags, readEndpointFlags } from '../lab/endpoint/read-flags.ts';
import { toVisible, toVisibleJson } from '../redact/visible.ts';
import { createTemporaryFolder } from '../temporary-folder.ts';
import { exitCodes } from './exit-codes.ts';
import { leaveOnSignals } from './leave-on-signals.ts';

type LabFlags = EndpointFlags & { readonly log?: string; readonly edgeLog?: string; readonly json?: boolean };

/** Runs a mock partner on loopback until Ctrl-C, with a line for each request, and then says what it has seen. */
export async function labEndpoint(flags: LabFlags): Promise<void> {
  const settings = readEndpointFlags(flags);
  const isJson = flags.json === true;
  const print = (line: string) => process.stdout.write(`${line}\n`);
  const log = flags.log === undefined ? undefined : await openLog(flags.log);
  const edgeLog = flags.edgeLog === undefined ? undefined : await openLog(flags.edgeLog);
  const onArrival = (arrival: Arrival) => {
    print(isJson ? toVisibleJson(renderArrivalJson(arrival)) : toVisible(renderArrival(arrival)));
    log?.write(renderArrivalJson(arrival));
    if (arrival.how !== 'cut') edgeLog?.write(renderEdgeLine(arrival));
  };
  const endpoint = await createEndpoint(settings, onArrival);
  const folder = createTemporaryFolder('lab');
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const stop = leaveOnSignals({ isIgnored: () => false, leave: end });
  try {
    const caFile = endpoint.ca === undefined ? undefined : path.join(folder.path(), 'lab-ca.pem');
    if (caFile !== undefined) await writeFile(caFile, endpoint.ca ?? '');
    if (isJson) print(JSON.stringify({ listening: endpoint.url, ca: caFile ?? null }));
    else print(renderStart(endpoint.url, caFile));
    await ended;
  } finally {
    await endpoint.close();
    await Promise.all([log?.close(), edgeLog?.close()]);
    folder.remove();
    stop();
  }
  print(isJson ? JSON.stringify({ summary: endpoint.counts() }) : renderCounts(endpoint.counts()));
  // It ended the way it is meant to end.
  process.exitCode = exitCodes.pass;
}

function renderStart(url: string, caFile: string | undefined): string {
  return [
    `Listening on ${url} (this machine only). Ctrl-C ends it.`,
    ...(caFile === undefined ? [] : [`Its authority: --cacert ${caFile}`]),
    `What it holds: ${url}/records`,
  ].join('\n');
}

/** Appends lines to a file; after the first that cannot be written it says so once and goes on without. */
async function openLog(
  name: string,
): Promise<{ readonly write: (line: string) => void; readonly close: () => Promise<void> }> {
  const file = path.resolve(name);
  const stream = createWriteStream(file, { flags: 'a', mode: 0o600 });
  await new Promise<void>((resolve, reject) => {
    stream.once('open', () => resolve());
    stream.once('error', reject);
  }).catch((cause: unknown) => {
    throw new UserError({ message: `${name} cannot be written: ${messageOf(cause)}` }, { cause });
  });
  let isBroken = false;
  stream.on('error', (cause) => {
    if (!isBroken)
      process.stderr.write(`causebook: ${toVisible(`${name} is not written any more: ${messageOf(cause)}`)}\n`);
    isBroken = true;
  });
  return {
    write: (line) => {
      if (!isBroken) stream.write(`${line}\n`);
    },
    close: () => new Promise((resolve) => (isBroken ? resolve() : stream.end(() => resolve()))),
  };
}
