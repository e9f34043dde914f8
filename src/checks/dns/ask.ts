import { randomInt } from 'node:crypto';
import { type DecodedPacket, decode, encode, RECURSION_DESIRED } from 'dns-packet';
import type { Deadline } from '../http/deadline.ts';
import { askTcp, askUdp, NoAnswer, type Sending } from './exchange.ts';
import { normalName } from './name.ts';
import { readAnswer, type Said } from './read-answer.ts';
import type { RecordType } from './record-type.ts';
import type { Server } from './server.ts';

/**
 * What asking one name server for one type came to. Besides what it said: `timeout` (nothing came), `unreachable` (nothing listens, or
 * no way there), `truncated` (too long for UDP, and TCP could not be had), `malformed` (no DNS).
 */
export type Answer = Omit<Said, 'status'> & {
  readonly server: Server;
  readonly type: RecordType;
  readonly status: Said['status'] | 'timeout' | 'unreachable' | 'truncated' | 'malformed';
  readonly ms: number;
};

/** How often a query is sent, and how long each time waits for its answer. */
export type Patience = { readonly tries: number; readonly tryMs: number };

/**
 * Asks one name server, the way the system's own resolver does: by UDP without extensions, and by TCP where the answer was cut.
 * It always ends, and never throws for what comes or does not come back.
 */
export async function ask(
  question: { readonly server: Server; readonly name: string; readonly type: RecordType },
  use: { readonly patience: Patience; readonly deadline: Deadline },
): Promise<Answer> {
  const { server, name, type } = question;
  const { patience, deadline } = use;
  const start = performance.now();
  const id = randomInt(65_536);
  const query = encode({ type: 'query', id, flags: RECURSION_DESIRED, questions: [{ type, name }] });
  const isAnswer = (bytes: Buffer) => bytes.length >= 12 && bytes.readUInt16BE() === id && (bytes[2] ?? 0) >= 0x80;
  const sending: Sending = { query, server, isAnswer, waitMs: patience.tryMs, signal: deadline.signal };
  const end = (status: Answer['status'], text: string, said: Partial<Said> = {}): Answer => ({
    records: [],
    chain: [],
    ttl: null,
    ...said,
    server,
    type,
    status,
    text,
    ms: Math.round((performance.now() - start) * 10) / 10,
  });
  const read = (bytes: Buffer): Answer => {
    const packet = tryDecode(bytes);
    const asked = packet?.questions?.[0];
    if (packet === undefined || (asked !== undefined && normalName(asked.name) !== normalName(name)))
      return end('malformed', 'came back as something that is no answer of DNS');
    const said = readAnswer(packet, { name, type });
    return end(said.status, said.text, said);
  };
  let bytes: Buffer;
  try {
    bytes = await askUdpPatiently(sending, patience);
  } catch (cause) {
    if (!(cause instanceof NoAnswer))
      return end('unreachable', `could not be asked for: ${tellUnreachable(cause, 'UDP')}`);
    return end('timeout', `got no answer by UDP ${tellLimit(patience, deadline)}`);
  }
  if (!isTruncated(bytes)) return read(bytes);
  try {
    return read(await askTcp(sending));
  } catch (cause) {
    const why =
      cause instanceof NoAnswer
        ? `gave no answer ${tellLimit({ ...patience, tries: 1 }, deadline)}`
        : `could not be had: ${tellUnreachable(cause, 'TCP')}`;
    return end('truncated', `has an answer too long for UDP, and TCP, which is meant for those, ${why}`);
  }
}

async function askUdpPatiently(sending: Sending, patience: Patience): Promise<Buffer> {
  for (let left = patience.tries; ; left -= 1) {
    try {
      return await askUdp(sending);
    } catch (cause) {
      if (!(cause instanceof NoAnswer) || left <= 1 || sending.signal.aborted) throw cause;
    }
  }
}

/** Bit 6 of the third byte of the header (RFC 1035, 4.1.1). */
function isTruncated(bytes: Buffer): boolean {
  return ((bytes[2] ?? 0) & 0x02) !== 0;
}

function tryDecode(bytes: Buffer): DecodedPacket | undefined {
  try {
    return decode(bytes);
  } catch {
    return undefined;
  }
}

function tellLimit({ tries, tryMs }: Patience, deadline: Deadline): string {
  if (deadline.hit() === 'timeout') return `within ${deadline.limitMs} ms, the time-out of the check`;
  return `within ${tryMs} ms (try_ms)${tries === 1 ? '' : `, asked ${tries} times`}`;
}

function tellUnreachable(cause: unknown, by: 'UDP' | 'TCP'): string {
  const { code = String(cause) } = cause as NodeJS.ErrnoException;
  if (code === 'ECONNREFUSED') return `nothing listens there (${by})`;
  if (code === 'ECONNRESET') return `the connection was reset (${by})`;
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH' || code === 'EADDRNOTAVAIL')
    return `there is no way there (${by}, ${code})`;
  return `this machine could not try it (${by}, ${code})`;
}
