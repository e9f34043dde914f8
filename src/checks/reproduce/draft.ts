import type { CheckContext } from '../check.ts';
import { readRequest } from '../signature/read-request.ts';
import type { ReproduceParameters } from './parameters.ts';
import { decodeMark, fillUnique, type Part, testMark } from './plan.ts';

/** What is sent, but for key and body: the method, and the headers with those that say what it is. */
export type Draft = {
  readonly method: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  /** The body of the file, where the parameters have none. */
  readonly body: Buffer | undefined;
};

// A connection of its own for each request; the rest is made from the target and the body.
const notTaken =
  /^(host|content-length|transfer-encoding|connection|keep-alive|proxy-.*|te|trailer|upgrade|expect|x-causebook-test)$/i;

/** Reads the request that is to be repeated. A key that a file holds is left behind: it belongs to a real request. */
export async function readDraft(given: ReproduceParameters, context: Pick<CheckContext, 'folder'>): Promise<Draft> {
  const file =
    given.request === undefined
      ? undefined
      : (await readRequest({ request: given.request }, context, () => true)).request;
  const own = Object.entries(given.headers).map(([name, value]) => ({ name, value }));
  const names = own.map(({ name }) => name.toLowerCase());
  const taken = (file?.headers ?? []).filter(
    ({ name }) =>
      !notTaken.test(name) &&
      name.toLowerCase() !== given.key_header.toLowerCase() &&
      !names.includes(name.toLowerCase()),
  );
  const body = given.body === undefined && file !== undefined && file.body.length > 0 ? file.body : undefined;
  const all = [...taken, ...own];
  const has = (name: string) => all.some((one) => one.name.toLowerCase() === name);
  return {
    method: given.method ?? file?.method ?? 'POST',
    headers: [
      ...(has('user-agent') ? [] : [{ name: 'user-agent', value: 'causebook' }]),
      ...(has('accept') ? [] : [{ name: 'accept', value: '*/*' }]),
      ...(has('content-type') || !looksLikeJson(given.body)
        ? []
        : [{ name: 'content-type', value: 'application/json' }]),
      ...all,
      testMark,
    ],
    body,
  };
}

/** The bytes of one request of a part, as HTTP/1.1 wants them (RFC 9112). */
export function renderRequest(of: {
  readonly draft: Draft;
  readonly part: Part;
  readonly target: URL;
  readonly keyHeader: string;
}): Buffer {
  const { draft, part, target, keyHeader } = of;
  const url = new URL(fillUnique(decodeMark(target.href), part));
  const body = bodyOf(draft, part);
  const head = [
    `${draft.method} ${url.pathname}${url.search} HTTP/1.1`,
    `host: ${url.host}`,
    ...draft.headers.map(({ name, value }) => `${name}: ${value}`),
    ...(part.key === undefined ? [] : [`${keyHeader}: ${part.key}`]),
    `content-length: ${body.length}`,
    'connection: close',
  ];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'), body]);
}

/** The body of a part with its unique text; the bytes of a file stay as they are where it holds none. */
export function bodyOf(draft: Draft, part: Part): Buffer {
  if (part.body !== undefined) return Buffer.from(fillUnique(part.body, part), 'utf8');
  const bytes = draft.body ?? Buffer.alloc(0);
  return bytes.includes('{{unique}}') ? Buffer.from(fillUnique(bytes.toString('utf8'), part), 'utf8') : bytes;
}

function looksLikeJson(body: string | undefined): boolean {
  return body !== undefined && /^\s*[[{]/.test(body);
}
