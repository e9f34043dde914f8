import { longestPrivateKey } from '../../redact/private-keys.ts';

/** Characters that are looked at in one go: some milliseconds of work. */
const sliceLength = 256 * 1024;

/**
 * Cuts a text into slices that end with a line, none inside a private key, so that each can be redacted by itself. Line
 * ends of every kind become \n: terminals paste \r.
 */
export function* slicesOf(text: string): Generator<string> {
  for (let from = 0; from < text.length; ) {
    const to = endOf(text, from);
    yield text.slice(from, to).replace(/\r\n?/g, '\n');
    from = to;
  }
}

function endOf(text: string, from: number): number {
  const wanted = from + sliceLength;
  if (wanted >= text.length) return text.length;
  const end = lineEndBefore(text, from, wanted) ?? lineEndAfter(text, wanted);
  const open = text.lastIndexOf('-----BEGIN ', end);
  const isInKey = open > from && end - open < longestPrivateKey && !text.slice(open, end).includes('-----END ');
  return (isInKey ? lineEndBefore(text, from, open) : undefined) ?? end;
}

function lineEndBefore(text: string, from: number, before: number): number | undefined {
  for (let at = before - 1; at >= from; at -= 1) {
    if (text[at] === '\n' || (text[at] === '\r' && text[at + 1] !== '\n')) return at + 1;
  }
  return undefined;
}

function lineEndAfter(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '\n' || (text[at] === '\r' && text[at + 1] !== '\n')) return at + 1;
  }
  return text.length;
}
