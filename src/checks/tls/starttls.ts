import type { Socket } from 'node:net';

/** The protocols that begin in plain text and change to TLS, and the ports they are at home on. */
export const starttlsPorts = { smtp: 25, imap: 143, pop3: 110, ftp: 21, postgres: 5432 } as const;

export type Starttls = keyof typeof starttlsPorts;

/** The server would not change to TLS; `message` is half a sentence. */
export class StarttlsRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'StarttlsRefused';
  }
}

/** One exchange: wait for an answer that is complete by `ends`, hold it against `wants`, and then send. */
type Turn = { readonly ends: RegExp; readonly wants: RegExp; readonly send?: string | Buffer };

const smtpEnd = /^\d{3} [^\n]*\n/m;

/** RFC 3207, RFC 2595 and RFC 9051, RFC 4217, and the SSLRequest of PostgreSQL (its manual, 55.2.11). */
const dialogues: { readonly [S in Starttls]: readonly Turn[] } = {
  smtp: [
    { ends: smtpEnd, wants: /^220/, send: 'EHLO causebook.invalid\r\n' },
    { ends: smtpEnd, wants: /^250[ -]STARTTLS\b/im, send: 'STARTTLS\r\n' },
    { ends: smtpEnd, wants: /^220/ },
  ],
  imap: [
    { ends: /\n/, wants: /^\* OK/i, send: 'a1 STARTTLS\r\n' },
    { ends: /^a1 [^\n]*\n/m, wants: /^a1 OK/im },
  ],
  pop3: [
    { ends: /\n/, wants: /^\+OK/, send: 'STLS\r\n' },
    { ends: /\n/, wants: /^\+OK/ },
  ],
  ftp: [
    { ends: smtpEnd, wants: /^220/, send: 'AUTH TLS\r\n' },
    { ends: smtpEnd, wants: /^234/ },
  ],
  postgres: [
    { ends: /^/, wants: /^/, send: Buffer.from('0000000804d2162f', 'hex') },
    { ends: /^[\s\S]/, wants: /^S/ },
  ],
};

const maxBytes = 64 * 1024;

/** Talks a server into TLS. Afterwards the next byte belongs to TLS. Throws `StarttlsRefused`, or what the socket threw. */
export async function startTls(socket: Socket, protocol: Starttls): Promise<void> {
  const answers = listen(socket);
  try {
    for (const { ends, wants, send } of dialogues[protocol]) {
      const answer = await answers.next(ends);
      if (!wants.test(answer)) throw new StarttlsRefused(describe(protocol, answer));
      if (send !== undefined) socket.write(send);
    }
  } finally {
    answers.stop();
  }
}

function describe(protocol: Starttls, answer: string): string {
  if (protocol === 'postgres' && answer.startsWith('N')) return 'does not offer TLS (ssl is off)';
  if (protocol === 'smtp' && /^250/.test(answer)) return 'does not offer STARTTLS';
  const line = answer.trim().split('\n').at(-1)?.trim().slice(0, 100);
  return /^[\x20-\x7e]+$/.test(line ?? '')
    ? `does not change to TLS as ${protocol} does: it answers "${line}"`
    : `does not change to TLS as ${protocol} does`;
}

/** Gathers what comes in until it is a whole answer; each answer is given once. */
function listen(socket: Socket) {
  let gathered = '';
  let wake: (() => void) | undefined;
  let failure: Error | undefined;
  const onData = (chunk: Buffer) => {
    gathered += chunk.toString('latin1');
    if (gathered.length > maxBytes) failure = new StarttlsRefused('says more than 64 KiB before any TLS');
    wake?.();
  };
  const onError = (error: Error) => {
    failure = error;
    wake?.();
  };
  const onEnd = () => onError(Object.assign(new Error('closed'), { code: 'ECONNRESET' }));
  socket.on('data', onData).on('error', onError).on('end', onEnd).on('close', onEnd);
  return {
    next: async (ends: RegExp): Promise<string> => {
      while (!ends.test(gathered)) {
        if (failure !== undefined) throw failure;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const answer = gathered;
      gathered = '';
      return answer;
    },
    stop: () => {
      socket.off('data', onData).off('error', onError).off('end', onEnd).off('close', onEnd);
    },
  };
}
