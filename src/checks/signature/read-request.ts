import { readFile } from 'node:fs/promises';
import { CheckProblem, messageOf } from '../../errors.ts';
import type { EvidenceFile } from '../../logs/evidence-folder.ts';

/**
 * An HTTP request as it stood on the wire. Header names are in lower case, in the order sent. `mismatch` is set where the body in
 * the file cannot be the one that was sent, `note` where something in the file is not part of the body.
 */
export type RawRequest = {
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly body: Buffer;
  readonly mismatch: string | undefined;
  readonly note: string | undefined;
};

const maxBytes = 4 * 1024 * 1024;

/** Reads a raw HTTP/1 request file (at most 4 MiB); throws a `CheckProblem` when it is none. */
export async function readRequest(file: EvidenceFile): Promise<RawRequest> {
  if (file.bytes > maxBytes) throw new CheckProblem({ status: 'error', message: `${file.name} is larger than 4 MiB` });
  if (file.packing !== 'none')
    throw new CheckProblem({ status: 'error', message: `${file.name} is compressed`, unblock: `Unpack ${file.name}` });
  const bytes = await readFile(file.path).catch((cause: unknown) => {
    throw new CheckProblem({ status: 'error', message: `${file.name} cannot be read: ${messageOf(cause)}` }, { cause });
  });
  return parseRequest(bytes, file.name);
}

/** Parses the exact bytes of a request; lines of the head may end in CRLF or LF. `name` is for messages. */
export function parseRequest(bytes: Buffer, name: string): RawRequest {
  const border = findBorder(bytes);
  if (border === undefined) {
    throw new CheckProblem({
      status: 'error',
      message: `${name} is not a raw HTTP request: no empty line ends its headers`,
      unblock: 'Save the request line, the headers, an empty line and the exact body',
    });
  }
  const head = bytes.subarray(0, border.start).toString('latin1');
  const headers = head.split(/\r?\n/).flatMap((line, index) => {
    const match = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*(.*?)[ \t]*$/.exec(line);
    if (match !== null) return [{ name: (match[1] ?? '').toLowerCase(), value: match[2] ?? '' }];
    if (index === 0) return [];
    throw new CheckProblem({ status: 'error', message: `${name}:${index + 1}: this is not a header line` });
  });
  return { headers, ...toBody(bytes.subarray(border.end), headers) };
}

function findBorder(bytes: Buffer): { readonly start: number; readonly end: number } | undefined {
  const found = [Buffer.from('\r\n\r\n'), Buffer.from('\n\n')].flatMap((mark) => {
    const start = bytes.indexOf(mark);
    return start < 0 ? [] : [{ start, end: start + mark.length }];
  });
  return found.sort((a, b) => a.start - b.start)[0];
}

/** The body as the headers delimit it (RFC 9112 6.3). Tools that save a request often undo the chunks and keep the header. */
function toBody(rest: Buffer, headers: RawRequest['headers']): Omit<RawRequest, 'headers'> {
  const header = (name: string) => headers.find((each) => each.name === name)?.value;
  if (/\bchunked$/i.test(header('transfer-encoding') ?? '')) {
    const body = readChunks(rest);
    return body === undefined
      ? { body: rest, mismatch: undefined, note: undefined }
      : { body, mismatch: undefined, note: 'the chunks of the body were joined' };
  }
  const announced = Number(header('content-length') ?? Number.NaN);
  if (Number.isNaN(announced) || announced === rest.length) return { body: rest, mismatch: undefined, note: undefined };
  const surplus = rest.subarray(announced);
  if (announced < rest.length && /^[\r\n]+$/.test(surplus.toString('latin1'))) {
    return { body: rest.subarray(0, announced), mismatch: undefined, note: 'the line end after the body was left out' };
  }
  return {
    body: rest,
    mismatch: `its body has ${rest.length} bytes where Content-Length says ${announced}`,
    note: undefined,
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
