import type { CheckContext } from '../check.ts';
import { readEvidence, readRequest } from '../signature/read-request.ts';
import { testMark } from '../test-target.ts';
import type { ReproduceParameters } from './parameters.ts';
import { decodeMark, fillUnique, type Part } from './plan.ts';

/** What is sent, but for the key: the method, the headers with those that say what it is, and the bodies before their unique text is in. */
export type Draft = {
  readonly method: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly bodies: { readonly given: Buffer; readonly other: Buffer };
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
  const body = await readBody({ text: given.body, file: given.body_file }, context);
  const other = await readBody({ text: given.other_body, file: given.other_body_file }, context);
  const bodies = { given: body ?? file?.body ?? nothing, other: other ?? nothing };
  const all = [...taken, ...own];
  const has = (name: string) => all.some((one) => one.name.toLowerCase() === name);
  return {
    method: given.method ?? file?.method ?? 'POST',
    headers: [
      ...(has('user-agent') ? [] : [{ name: 'user-agent', value: 'causebook' }]),
      ...(has('accept') ? [] : [{ name: 'accept', value: '*/*' }]),
      ...(has('content-type') || !looksLikeJson(bodies.given)
        ? []
        : [{ name: 'content-type', value: 'application/json' }]),
      ...all,
      testMark,
    ],
    bodies,
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
  const bytes = draft.bodies[part.body];
  return bytes.includes('{{unique}}') ? Buffer.from(fillUnique(bytes.toString('utf8'), part), 'utf8') : bytes;
}

const nothing = Buffer.alloc(0);

async function readBody(
  from: { readonly text: string | undefined; readonly file: string | undefined },
  context: Pick<CheckContext, 'folder'>,
): Promise<Buffer | undefined> {
  if (from.file === undefined) return from.text === undefined ? undefined : Buffer.from(from.text, 'utf8');
  return (await readEvidence(from.file, context, `Give the exact body as ${from.file}`)).bytes;
}

function looksLikeJson(body: Buffer): boolean {
  return /^\s*[[{]/.test(body.subarray(0, 100).toString('latin1'));
}
