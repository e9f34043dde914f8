import { CheckProblem } from '../../../errors.ts';
import { type Header, headerValues, type SignedRequest, toUrl, untold } from '../request.ts';

/** Parses the exact bytes of a request; lines of the head may end in CRLF or LF. `name` is for messages. */
export function parseRequest(bytes: Buffer, name: string): SignedRequest {
  const border = findBorder(bytes);
  if (border === undefined) {
    throw new CheckProblem({
      status: 'error',
      message: `${name} is not a raw HTTP request: no empty line ends its headers`,
      unblock: 'Save the request line, the headers, an empty line and the exact body',
    });
  }
  const head = bytes.subarray(0, border.start).toString('latin1');
  const headers = parseHeaders(head, name, { hasFirstLine: true });
  const bodyLine = bytes.subarray(0, border.end).toString('latin1').split('\n').length;
  return {
    ...parseRequestLine(head, headers),
    headers,
    ...untold,
    bodyLine,
    ...toBody(bytes.subarray(border.end), headers),
  };
}

/** Method and target of the first line, or of the pseudo-headers that browsers show for HTTP/2; undefined where neither is there. */
export function parseRequestLine(
  head: string,
  headers: readonly Header[],
): Pick<SignedRequest, 'method' | 'target' | 'url'> {
  const pseudo = (name: string) => headerValues({ headers }, name)[0];
  const first = /^([A-Z]{2,20}) (\S{1,8000})(?: HTTP\/[\d.]+)?\r?(?:\n|$)/.exec(head);
  const method = first?.[1] ?? pseudo(':method');
  const target = first?.[2] ?? pseudo(':path');
  const authority = pseudo(':authority');
  const isPseudo = first === null && authority !== undefined && target?.startsWith('/') === true;
  return {
    method,
    target,
    url: isPseudo ? `${pseudo(':scheme') ?? 'https'}://${authority}${target}` : toUrl(target, headers),
  };
}

/** Parses header lines; throws a `CheckProblem` with the line that is none. The first line may be a request or status line. */
export function parseHeaders(head: string, file: string, of: { readonly hasFirstLine: boolean }): readonly Header[] {
  return head.split(/\r?\n/).flatMap((line, index) => {
    const name = /^(:?[!#$%&'*+.^_`|~\w-]+):/.exec(line)?.[1];
    if (name !== undefined) return [{ name: name.toLowerCase(), value: trimSpaces(line.slice(name.length + 1)) }];
    if ((index === 0 && of.hasFirstLine) || line.trim() === '') return [];
    throw new CheckProblem({
      status: 'error',
      message: `${file}:${index + 1}: this is not a header line`,
      unblock: 'Write every header as "Name: value" on a line of its own',
    });
  });
}

/** Spaces and tabs alone: other white space of Latin-1 belongs to the value. */
function trimSpaces(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && (text[start] === ' ' || text[start] === '\t')) start++;
  while (end > start && (text[end - 1] === ' ' || text[end - 1] === '\t')) end--;
  return text.slice(start, end);
}

function findBorder(bytes: Buffer): { readonly start: number; readonly end: number } | undefined {
  const found = [Buffer.from('\r\n\r\n'), Buffer.from('\n\n')].flatMap((mark) => {
    const start = bytes.indexOf(mark);
    return start < 0 ? [] : [{ start, end: start + mark.length }];
  });
  return found.sort((a, b) => a.start - b.start)[0];
}

/** The body as the headers delimit it (RFC 9112 6.3). Tools that save a request often undo the chunks and keep the header. */
function toBody(rest: Buffer, headers: readonly Header[]): Pick<SignedRequest, 'body' | 'mismatch' | 'notes'> {
  const header = (name: string) => headers.find((each) => each.name === name)?.value;
  if (/\bchunked$/i.test(header('transfer-encoding') ?? '')) {
    const body = readChunks(rest);
    return body === undefined
      ? { body: rest, mismatch: undefined, notes: [] }
      : { body, mismatch: undefined, notes: ['the chunks of the body were joined'] };
  }
  const announced = Number(header('content-length') ?? Number.NaN);
  if (Number.isNaN(announced) || announced === rest.length) return { body: rest, mismatch: undefined, notes: [] };
  const surplus = rest.subarray(announced);
  if (announced < rest.length && /^[\r\n]+$/.test(surplus.toString('latin1'))) {
    return {
      body: rest.subarray(0, announced),
      mismatch: undefined,
      notes: ['the line end after the body was left out'],
    };
  }
  return {
    body: rest,
    mismatch: `its body has ${rest.length} bytes where Content-Length says ${announced}`,
    notes: [],
  };
}

function readChunks(bytes: Buffer): Buffer | undefined {
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const end = bytes.indexOf('\r\n', at);
    const size = /^([0-9a-f]{1,8})[ \t]*(;.*)?$/i.exec(bytes.subarray(at, Math.max(end, at)).toString('latin1'))?.[1];
    if (end < 0 || size === undefined) return undefined;
    const length = Number.parseInt(size, 16);
    if (length === 0) return Buffer.concat(parts);
    const next = end + 2 + length;
    if (bytes.subarray(next, next + 2).toString('latin1') !== '\r\n') return undefined;
    parts.push(bytes.subarray(end + 2, next));
    at = next + 2;
  }
}
