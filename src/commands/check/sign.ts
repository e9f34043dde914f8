import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { chooseScheme } from '../../checks/signature/choose-scheme.ts';
import { parameters } from '../../checks/signature/parameters.ts';
import { type Header, untold } from '../../checks/signature/request.ts';
import { signRequest } from '../../checks/signature/sign.ts';
import { testMark } from '../../checks/test-target.ts';
import { messageOf, UserError } from '../../errors.ts';
import { toVisible, toVisibleLines } from '../../redact/visible.ts';
import { renderShell } from '../../shell.ts';
import { printJson } from '../print-json.ts';
import { assertParameters, assertSize, readScheme, readSecret, type SignatureFlags } from './signature.ts';
import { assertTestUrl } from './test-url.ts';

/** What `check signature --sign` takes besides. */
export type SignFlags = SignatureFlags & {
  readonly incident?: string;
  readonly output?: string;
  readonly contentType?: string;
  readonly json?: boolean;
};

/**
 * Prints a signed test request and the curl line that sends it; nothing is sent. The URL must be on this machine or a test input of the
 * incident. The mark `x-causebook-test` goes with the request, also through whatever logs it on the way.
 */
export async function signByHand(flags: SignFlags): Promise<void> {
  const { url, scheme, secret, body } = await readDraft(flags);
  const signed = signRequest({
    scheme: scheme.scheme,
    secret,
    method: flags.method ?? 'POST',
    url: url.href,
    headers: [
      { name: 'host', value: url.host },
      { name: 'content-type', value: flags.contentType ?? 'application/json' },
      testMark,
    ],
    body,
    id: `causebook_test_${randomBytes(6).toString('hex')}`,
    at: new Date(),
    webhookId: flags.webhookId,
  });
  const head = [
    `${flags.method ?? 'POST'} ${url.pathname}${url.search} HTTP/1.1`,
    ...[...signed.headers, { name: 'content-length', value: String(signed.body.length) }].map(
      ({ name, value }) => `${name}: ${value}`,
    ),
  ];
  const request = Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'), signed.body]);
  if (flags.output !== undefined) await write(flags.output, request);
  const curl = renderCurl({
    url,
    method: flags.method ?? 'POST',
    headers: signed.headers,
    body: bodyArgument(flags, signed.body, body),
  });
  const mark = `TEST REQUEST for ${url.href}, signed as ${scheme.name}: not a real event. Nothing was sent.`;
  if (flags.json === true)
    return printJson({ test: true, scheme: scheme.name, url: url.href, request: request.toString('utf8'), curl });
  const shown =
    flags.output === undefined
      ? `${toVisibleLines(request.toString('utf8'))}\n\n`
      : `It is in ${toVisible(flags.output)}.\n\n`;
  process.stdout.write(`${mark}\n\n${shown}$ ${toVisibleLines(curl)}\n`);
}

async function readDraft(flags: SignFlags) {
  const missing = (what: string, hint: string) => new UserError({ message: `--sign needs ${what}`, hint });
  if (flags.url === undefined)
    throw missing('the URL of the test endpoint', 'Give --url, for example http://127.0.0.1:8080/hooks.');
  if (flags.scheme === undefined || flags.scheme === 'auto') {
    if (flags.schemeFile === undefined && (flags.custom ?? []).length === 0)
      throw missing('a scheme', 'Give --scheme, for example stripe.');
  }
  if (flags.body === undefined) throw missing('the body to sign', 'Give --body FILE.');
  const [name, ...others] = flags.secretEnv ?? [];
  if (name === undefined || others.length > 0)
    throw missing('one secret', 'Name the environment variable that holds it with --secret-env.');
  const url = await assertTestUrl(flags.url, flags.incident);
  const given = { ...(await readScheme(flags)), request: 'test', secret: 'test', tolerance: flags.tolerance };
  assertParameters(given);
  await assertSize(flags.body, 4 * 1024 * 1024);
  const body = await readFile(flags.body).catch((cause: unknown) => {
    throw new UserError({ message: `the body cannot be read: ${messageOf(cause)}` }, { cause });
  });
  const empty = {
    method: undefined,
    target: undefined,
    url: undefined,
    headers: [],
    body,
    ...untold,
  };
  return { url, scheme: chooseScheme(parameters.parse(given), empty), secret: readSecret(name), body };
}

/** The body as it lies in the file, unless the scheme has put its signature into it: then as text. */
function bodyArgument(flags: SignFlags, signed: Buffer, given: Buffer): string {
  return signed.equals(given) ? `@${flags.body}` : signed.toString('utf8');
}

function renderCurl(of: {
  readonly url: URL;
  readonly method: string;
  readonly headers: readonly Header[];
  readonly body: string;
}): string {
  const headers = of.headers
    .filter(({ name }) => name !== 'host')
    .flatMap(({ name, value }) => ['--header', `${name}: ${value}`]);
  const method = of.method === 'POST' ? [] : ['--request', of.method];
  return renderShell([
    'curl',
    '--include',
    '--max-time',
    '10',
    ...method,
    ...headers,
    '--data-binary',
    of.body,
    of.url.href,
  ]);
}

async function write(file: string, request: Buffer): Promise<void> {
  await writeFile(path.resolve(file), request, { mode: 0o600 }).catch((cause: unknown) => {
    throw new UserError({ message: `the request cannot be written: ${messageOf(cause)}` }, { cause });
  });
}
