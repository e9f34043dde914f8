import { CheckProblem } from '../../../errors.ts';
import { type Answer, type Header, type SignedRequest, toUrl } from '../request.ts';

type Entry = {
  readonly startedDateTime?: unknown;
  readonly request?: {
    readonly method?: unknown;
    readonly url?: unknown;
    readonly headers?: unknown;
    readonly postData?: { readonly text?: unknown; readonly encoding?: unknown };
  };
  readonly response?: { readonly status?: unknown; readonly headers?: unknown; readonly content?: { text?: unknown } };
};

/** Whether a text is a HAR (HTTP Archive 1.2) file: a JSON object with `log.entries`. */
export function isHar(text: string): boolean {
  return /^\s*\{/.test(text) && /"log"\s*:\s*\{/.test(text.slice(0, 200)) && /"entries"\s*:\s*\[/.test(text);
}

/**
 * Reads one entry of a HAR file. Without `entry` (counted from 1) it is the only one that `isSigned` accepts; throws a
 * `CheckProblem` that lists the entries when there is none or more than one.
 */
export function parseHar(of: {
  readonly text: string;
  readonly name: string;
  readonly entry: number | undefined;
  readonly isSigned: (request: SignedRequest) => boolean;
}): SignedRequest {
  const { text, name, entry, isSigned } = of;
  const requests = readEntries(text, name).map(toRequest);
  const list = () =>
    requests.slice(0, 10).map((one, index) => `${index + 1}: ${one.method ?? '?'} ${one.url?.split('?')[0] ?? '?'}`);
  if (entry !== undefined) {
    const found = requests[entry - 1];
    if (found !== undefined) return found;
    throw problem(`${name} has ${requests.length} entries, and no entry ${entry}`, `Entries are ${list().join('; ')}`);
  }
  const signed = requests.length === 1 ? requests : requests.filter(isSigned);
  const [only, ...others] = signed;
  if (only !== undefined && others.length === 0) return only;
  throw problem(
    `${name} has ${requests.length} entries, ${signed.length === 0 ? 'none' : `${signed.length}`} of them with a signature`,
    `Name one as entry: ${list().join('; ')}`,
  );
}

function readEntries(text: string, name: string): readonly Entry[] {
  try {
    const { log } = JSON.parse(text) as { readonly log?: { readonly entries?: unknown } };
    if (Array.isArray(log?.entries)) return log.entries as readonly Entry[];
  } catch {
    // Told below, like a JSON file of another kind.
  }
  throw problem(`${name} looks like a HAR file and is not one: it has no readable log.entries`, 'Export it again');
}

function toRequest({ request, response, startedDateTime }: Entry): SignedRequest {
  const headers = toHeaders(request?.headers);
  const url = typeof request?.url === 'string' ? request.url : undefined;
  const { text, encoding } = request?.postData ?? {};
  const content = typeof text === 'string' ? text : '';
  const body = Buffer.from(content, encoding === 'base64' ? 'base64' : 'utf8');
  return {
    method: typeof request?.method === 'string' ? request.method : undefined,
    target: url,
    url: toUrl(url, headers),
    headers,
    body,
    bodyLine: undefined,
    mismatch: undefined,
    notes: encoding === 'base64' ? [] : ['a HAR file holds the body as text: bytes that are not UTF-8 are lost'],
    receivedAt: toDate(startedDateTime),
    answer: toAnswer(response),
  };
}

function toDate(text: unknown): Date | undefined {
  const ms = typeof text === 'string' ? Date.parse(text) : Number.NaN;
  return Number.isFinite(ms) ? new Date(ms) : undefined;
}

function toAnswer(response: Entry['response']): Answer | undefined {
  if (typeof response?.status !== 'number' || response.status === 0) return undefined;
  const body = typeof response.content?.text === 'string' ? response.content.text : '';
  return { status: response.status, headers: toHeaders(response.headers), body };
}

function toHeaders(list: unknown): readonly Header[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((one: { readonly name?: unknown; readonly value?: unknown } | null) =>
    typeof one?.name === 'string' && typeof one.value === 'string'
      ? [{ name: one.name.toLowerCase(), value: one.value }]
      : [],
  );
}

function problem(message: string, unblock: string): CheckProblem {
  return new CheckProblem({ status: 'error', message, unblock });
}
