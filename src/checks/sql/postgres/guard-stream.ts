import type { Socket } from 'node:net';
import { CheckProblem } from '../../../errors.ts';

/** What is watched of the bytes that a server sends. */
export type StreamGuard = {
  /** Why the stream was ended here, if it was. */
  readonly problem: () => CheckProblem | undefined;
  /** Ends the stream once this many more bytes have come; whether they have is what it gives. */
  readonly allow: (bytes: number) => () => boolean;
};

type Reader = { attachListeners: (stream: Socket) => void };

/** Answers to a login: authentication, error, negotiation of the version (PostgreSQL docs, "Message Flow"). */
const firstMessages = ['R', 'E', 'v'];
/** libpq's bound for them; an HTTP or SSH server that answers has letters where the length stands. */
const maxFirstMessage = 30_000;

/**
 * Stands between a socket and the client that reads it: what does not begin as PostgreSQL does, or breaks its reader, ends the
 * stream with a problem in place of an exception that nobody catches.
 */
export function guardStream(reader: Reader, place: string): StreamGuard {
  const attach = reader.attachListeners.bind(reader);
  let problem: CheckProblem | undefined;
  let seen = 0;
  let limit = Number.POSITIVE_INFINITY;
  const notPostgres = (head: Buffer) =>
    new CheckProblem({
      status: 'error',
      message: `${place} answers, but not as PostgreSQL does: it sent ${JSON.stringify(head.subarray(0, 24).toString('latin1'))}`,
      unblock: 'Look at the port: something else listens there',
    });
  reader.attachListeners = (stream) => {
    const guarded = (listener: (chunk: Buffer) => void) => (chunk: Buffer) => {
      if (problem !== undefined) return;
      if (seen === 0 && !isFirstMessage(chunk)) problem = notPostgres(chunk);
      seen += chunk.length;
      if (problem === undefined && seen <= limit) {
        try {
          listener(chunk);
        } catch {
          problem = notPostgres(chunk);
        }
      }
      if (problem !== undefined || seen > limit) stream.destroy();
    };
    // All that its reader does with the stream is to listen.
    attach({
      on: (event: string, listener: (chunk: Buffer) => void) =>
        stream.on(event, event === 'data' ? guarded(listener) : listener),
    } as unknown as Socket);
  };
  return {
    problem: () => problem,
    allow: (bytes) => {
      limit = seen + bytes;
      return () => seen > limit;
    },
  };
}

function isFirstMessage(chunk: Buffer): boolean {
  if (!firstMessages.includes(String.fromCharCode(chunk[0] ?? 0))) return false;
  return chunk.length < 5 || chunk.readUInt32BE(1) < maxFirstMessage;
}
