import { brotliDecompressSync, deflateSync, gunzipSync, gzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import type { Form } from './form.ts';

const form = (value: Buffer, cause: string, words: string, cost = 1): Form<Buffer> => ({ value, cost, cause, words });
const maxUnpacked = 4 * 1024 * 1024;
const maxPacked = 256 * 1024;

/** The bytes that a body may have been before it was compressed, encoded or read in another character set, the likelier first. */
export function* byteForms(body: Buffer): Generator<Form<Buffer>> {
  const compressed = 'body-compressed';
  const unpack = [
    ['gzip', gunzipSync],
    ['deflate', inflateSync],
    ['raw deflate', inflateRawSync],
    ['brotli', brotliDecompressSync],
  ] as const;
  for (const [name, run] of unpack) {
    const plain = attempt(() => run(body, { maxOutputLength: maxUnpacked }));
    if (plain !== undefined && plain.length > 0)
      yield form(plain, compressed, `signed over the uncompressed body; yours is still compressed (${name})`);
  }
  const text = body.toString('latin1').trim();
  if (/^[A-Za-z0-9+/\r\n]+={0,2}$/.test(text) && text.length >= 8)
    yield form(
      Buffer.from(text, 'base64'),
      'body-base64',
      'signed over the decoded body; yours is still base64 (an API gateway delivers it so)',
    );
  if (/^[A-Za-z0-9_-]+={0,2}$/.test(text) && text.length >= 8)
    yield form(Buffer.from(text, 'base64url'), 'body-base64', 'signed over the decoded body; yours is still base64url');
  if (/^(?:[0-9a-f]{2}){4,}$/i.test(text))
    yield form(Buffer.from(text, 'hex'), 'body-hex', 'signed over the decoded body; yours is still hex');
  const utf8 = asUtf8(body);
  if (utf8 === undefined) {
    yield form(
      Buffer.from(body.toString('latin1'), 'utf8'),
      'body-encoding',
      'signed over UTF-8; your body is in Latin-1 (Windows-1252)',
    );
    if (body.length % 2 === 0)
      yield form(
        Buffer.from(body.toString('utf16le').replace(/^\ufeff/, '')),
        'body-encoding',
        'signed over UTF-8; your body is in UTF-16',
      );
  } else if (/\P{ASCII}/u.test(utf8)) {
    // What was encoded twice has the first byte of a UTF-8 sequence as a character of its own.
    const once = /[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u2122]/.test(utf8) ? fromWindows1252(utf8) : undefined;
    if (once !== undefined)
      yield form(
        once,
        'body-encoding',
        'signed over UTF-8; your body has been encoded twice (é has become Ã©): something read it as Latin-1 on the way',
      );
    yield form(
      Buffer.from(utf8, 'latin1'),
      'body-encoding',
      'signed over Latin-1 bytes; your body is in UTF-8: something converted it on the way',
    );
    yield form(
      Buffer.from(body.toString('latin1'), 'utf8'),
      'body-encoding',
      'signed over text that was encoded twice (é as Ã©); your body is the right UTF-8, so the mistake is the sender’s',
    );
    yield form(
      Buffer.from(utf8.replace(/\P{ASCII}/gu, '?')),
      'body-encoding',
      'signed over ASCII, with ? for every other character: the sender loses them before it signs',
    );
    yield form(
      Buffer.from(utf8.replace(/\P{ASCII}/gu, '')),
      'body-encoding',
      'signed over ASCII, every other character left out: the sender loses them before it signs',
    );
  } else if (utf8.includes('\0')) {
    yield form(
      Buffer.from(body.toString('utf16le').replace(/^\ufeff/, '')),
      'body-encoding',
      'signed over UTF-8; your body is in UTF-16',
    );
  }
  yield form(
    Buffer.alloc(0),
    'body-empty',
    'signed over an empty body: the sender signs before it has the body, or your server put another in its place',
  );
  yield form(
    Buffer.from(body.toString('base64')),
    'body-base64',
    'signed over the base64 of the body; yours is decoded',
  );
  yield form(
    Buffer.from('[object Object]'),
    'body-stringified',
    'signed over the text "[object Object]": the sender turns an object into text without JSON.stringify',
  );
  if (body.length > maxPacked) return;
  for (const level of [6, 9, 1])
    yield form(
      gzipSync(body, { level }),
      compressed,
      'signed over the compressed body (gzip); yours is already uncompressed',
    );
  yield form(deflateSync(body), compressed, 'signed over the compressed body (deflate); yours is already uncompressed');
}

/** A body as text, or undefined where it is not UTF-8. */
export function asUtf8(body: Buffer): string | undefined {
  const text = body.toString('utf8');
  return Buffer.from(text, 'utf8').equals(body) ? text : undefined;
}

function attempt(run: () => Buffer): Buffer | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}

/** The 27 characters that Windows-1252 has where Latin-1 has controls. */
const windows1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

function fromWindows1252(text: string): Buffer | undefined {
  const bytes: number[] = [];
  for (const mark of text) {
    const code = mark.codePointAt(0) ?? 0;
    const at = code > 0xff ? windows1252.indexOf(mark) : -1;
    if (code > 0xff && at < 0) return undefined;
    bytes.push(code > 0xff ? 0x80 + at : code);
  }
  const bytesOf = Buffer.from(bytes);
  return asUtf8(bytesOf) === undefined ? undefined : bytesOf;
}
