import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { CheckProblem, messageOf } from '../../errors.ts';
import type { Access } from './access.ts';
import { isExposed, rootOf } from './base-url.ts';
import { createAgent, exchange, type StoreAnswer, type StoreRequest } from './exchange.ts';
import { hide, refusalOf, type Told } from './refusal.ts';
import { noTraffic, type StoreReport } from './store.ts';

/** A request without the address and the credentials of its store. `path` is relative to the store's URL. */
export type Ask = {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: string | undefined;
  /** Goes out even when the read was cancelled: to clean up. */
  readonly isCleanUp?: boolean;
};

/** Talks to one store for one read, counts what travels, and keeps in words what whoever reads the answer has to know. */
export type Client = {
  /** Sends a request and reads all of its answer, whatever its status. */
  readonly ask: (ask: Ask) => Promise<Told>;
  /** Sends a request whose answer the caller reads. */
  readonly open: (ask: Ask) => Promise<StoreAnswer>;
  /** Reads the rest of an answer, up to the size limit. */
  readonly finish: (answer: StoreAnswer) => Promise<string | undefined>;
  /** What to throw after an answer that is no success: the store, the status, and the first line of what it said. */
  readonly refusal: (told: Told, said?: string) => CheckProblem;
  /** The JSON of an answer; throws a refusal where it is none, as when a proxy answers in the store's place. */
  readonly json: (told: Told, parse?: (text: string) => unknown) => unknown;
  /** Notes what is worth knowing, though nothing of the answer is missing. */
  readonly notice: (words: string) => void;
  /** Notes that lines are missing which the answer should hold. */
  readonly loss: (words: string) => void;
  readonly report: () => StoreReport;
  /** Whether the read has brought all the bytes that it may: then it ends, and `what` says where, as a loss. */
  readonly isSpent: (what: () => string) => boolean;
  readonly close: () => void;
};

/** How much one answer may hold, decoded; how much one read may bring over the wire; how often and how long it tries again. */
export const limits = {
  answerBytes: 64 * 1024 * 1024,
  totalBytes: 1024 * 1024 * 1024,
  retries: 3,
  retryMs: 10_000,
} as const;

/** Creates the client of one read. `secrets` never appear in what it throws. */
export function createClient(of: {
  readonly store: string;
  readonly base: { readonly url: string; readonly ca?: string | undefined; readonly timeout: number };
  readonly access: Access;
  readonly signal: AbortSignal;
  readonly now: () => Date;
  readonly onReport: (report: StoreReport) => void;
  readonly maxBytes?: number | undefined;
  /** How often a request is sent again that the store had no time for. */
  readonly retries?: number | undefined;
}): Client {
  const { store, base, access, signal, now, onReport } = of;
  const maxBytes = of.maxBytes ?? limits.totalBytes;
  const retries = of.retries ?? limits.retries;
  const root = rootOf(base.url, store);
  const agent = createAgent(root);
  const problems: string[] = [];
  const counts = { ...noTraffic };
  const report = (): StoreReport => ({ ...counts, problems: [...problems] });
  let ca: Promise<string> | undefined;

  const send = async (ask: Ask): Promise<StoreAnswer> => {
    if (base.ca !== undefined) ca ??= readCa(base.ca);
    const request: StoreRequest = {
      method: ask.method ?? 'GET',
      url: new URL(`${root.href}${ask.path}`),
      headers: { accept: 'application/json', ...access.headers, ...ask.headers },
      body: ask.body,
    };
    const link = {
      store,
      agent,
      ca: await ca,
      timeoutMs: base.timeout * 1000,
      signal: ask.isCleanUp === true ? AbortSignal.timeout(5000) : signal,
      onBytes: (count: number) => {
        counts.bytes += count;
        onReport(report());
      },
    };
    counts.requests += 1;
    return await exchange(request, link);
  };

  const open = async (ask: Ask): Promise<StoreAnswer> => {
    for (let attempt = 0; ; attempt++) {
      const answer = await send(ask);
      if (![429, 503].includes(answer.status) || attempt === retries || ask.isCleanUp === true) return answer;
      const waitMs = retryAfter(answer.headers['retry-after'], now()) ?? 500 * 2 ** attempt;
      if (waitMs > limits.retryMs) return answer;
      await finish(answer);
      await pause(waitMs, undefined, { signal }).catch((cause: unknown) => {
        throw new CheckProblem({ status: 'error', message: 'cancelled' }, { cause });
      });
    }
  };

  const finish = async (answer: StoreAnswer): Promise<string | undefined> => {
    const start = performance.now();
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of answer.body) {
      size += chunk.length;
      if (size > limits.answerBytes) return undefined;
      // Something comes, but never all of it.
      if (performance.now() - start > base.timeout * 1000) {
        const message = `${store} at ${root.host} did not end its answer within ${base.timeout} s`;
        throw new CheckProblem({ status: 'error', message, unblock: 'Narrow the window, or raise `timeout`' });
      }
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
  };

  const notice = (words: string): void => {
    const safe = hide(words, access.secrets);
    if (!problems.includes(safe)) problems.push(safe);
    onReport(report());
  };
  const loss = (words: string): void => {
    counts.isCut = true;
    notice(words);
  };
  if (access.secrets.length > 0 && isExposed(root))
    notice(`the credentials for ${store} go to ${root.host} unencrypted`);
  const refusal = (told: Told, said?: string) =>
    refusalOf({ store, told, said: said ?? told.text ?? '', secrets: access.secrets });

  return {
    ask: async (ask) => {
      const answer = await open(ask);
      return { status: answer.status, text: await finish(answer) };
    },
    open,
    finish,
    refusal,
    json: (told, parse = JSON.parse) => {
      try {
        return parse(told.text ?? '');
      } catch {
        throw refusal(told, `something that is not JSON: ${told.text ?? ''}`);
      }
    },
    notice,
    loss,
    report,
    isSpent: (what) => {
      if (counts.bytes <= maxBytes) return false;
      loss(`${store} had sent ${counts.bytes} bytes, more than ${maxBytes}: ${what()}`);
      return true;
    },
    close: () => agent.destroy(),
  };
}

/** The wait that a Retry-After header asks for: seconds or a date (RFC 9110, 10.2.3). */
function retryAfter(header: string | undefined, now: Date): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d+$/.test(header)) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
}

async function readCa(file: string): Promise<string> {
  return await readFile(file, 'utf8').catch((cause: unknown) => {
    const message = `the CA file ${file} cannot be read: ${messageOf(cause)}`;
    throw new CheckProblem({ status: 'blocked', message, unblock: 'Check `ca`' }, { cause });
  });
}
