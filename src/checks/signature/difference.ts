import type { Excerpt } from '../../logs/log-store.ts';
import { createRedactor } from '../../redact/redactor.ts';
import { asUtf8 } from './search/byte-forms.ts';

const before = 12;
const after = 28;

/**
 * The line that shows where two bodies part: what was signed, and what is there. A place near something that looks like a credential is
 * named and not shown.
 */
export function renderDifference(of: {
  readonly source: string;
  readonly bodyLine: number | undefined;
  readonly yours: Buffer;
  readonly signed: Buffer;
}): Excerpt {
  const { source, bodyLine, yours, signed } = of;
  const at = firstDifference(yours, signed);
  const line = bodyLine === undefined ? {} : { line: bodyLine + countLines(yours.subarray(0, at)) };
  const head = `the body parts at byte ${at}`;
  const shown = { signed: excerpt(signed, at), yours: excerpt(yours, at) };
  if (looksSecret(signed, at) || looksSecret(yours, at))
    return { source, ...line, text: `${head} (not shown: a credential stands near)` };
  const sizes = yours.length === signed.length ? '' : `; ${signed.length} bytes signed, ${yours.length} here`;
  return { source, ...line, text: `${head}: signed ${shown.signed}, yours ${shown.yours}${sizes}` };
}

function firstDifference(a: Buffer, b: Buffer): number {
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at++;
  return at;
}

function countLines(bytes: Buffer): number {
  let lines = 0;
  for (const byte of bytes) if (byte === 0x0a) lines++;
  return lines;
}

function excerpt(body: Buffer, at: number): string {
  if (body.length === 0) return 'nothing';
  if (at >= body.length) return `ends after "${textOf(body.subarray(Math.max(0, at - before)))}"`;
  const start = Math.max(0, at - before);
  const part = body.subarray(start, at + after);
  const text = textOf(part);
  return `${start > 0 ? '…' : ''}"${text}"${at + after < body.length ? '…' : ''}`;
}

/** Bytes that are no text are shown in hex; what the cut took half of is left out. */
function textOf(part: Buffer): string {
  for (const [from, to] of [
    [0, 0],
    [1, 0],
    [2, 0],
    [3, 0],
    [0, 1],
    [0, 2],
    [0, 3],
    [1, 1],
    [2, 2],
    [3, 3],
  ] as const) {
    const text = asUtf8(part.subarray(from, part.length - to));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they tell bytes from text.
    if (text !== undefined && !/[\u0000-\u0008\u000e-\u001a]/.test(text))
      return text.replace(/\r/g, '\\r').replace(/\n/g, '\\n').replace(/\t/g, '\\t');
  }
  return `hex ${part.subarray(0, 16).toString('hex')}`;
}

function looksSecret(body: Buffer, at: number): boolean {
  const text = body.subarray(Math.max(0, at - 300), at + 300).toString('utf8');
  return createRedactor({ key: '', secrets: [] }).text(text) !== text;
}
