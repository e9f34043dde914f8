import { readFile } from 'node:fs/promises';
import { CheckProblem, messageOf } from '../../errors.ts';
import type { CheckContext } from '../check.ts';
import { findEvidenceFile } from '../config/evidence-file.ts';
import { isCurl } from '../http/curl/parse.ts';
import { readCurl } from './read/curl.ts';
import { isHar, parseHar } from './read/har.ts';
import { parseHeaders, parseRequest, parseRequestLine } from './read/http.ts';
import { type SignedRequest, untold } from './request.ts';

const maxBytes = 4 * 1024 * 1024;
const maxHarBytes = 32 * 1024 * 1024;

/** Where a request is to be read from: one file, a pasted text, or a body and its headers apart. */
export type Whereabouts = {
  readonly request?: string | undefined;
  readonly request_text?: string | undefined;
  readonly body?: string | undefined;
  readonly headers?: string | undefined;
  readonly entry?: number | undefined;
};

/**
 * Reads a request from the evidence folder, or from pasted text: a raw HTTP request, a HAR file or a curl command, known by how they
 * begin; at most 4 MiB (a HAR file 32 MiB). `isSigned` picks the entry of a HAR file. Gives the name it goes by in messages.
 */
export async function readRequest(
  at: Whereabouts,
  context: Pick<CheckContext, 'folder'>,
  isSigned: (request: SignedRequest) => boolean,
): Promise<{ readonly name: string; readonly request: SignedRequest }> {
  if (at.request_text !== undefined) {
    const name = 'the pasted request';
    return { name, request: parseAny({ bytes: Buffer.from(at.request_text), name, entry: at.entry, isSigned }) };
  }
  if (at.request !== undefined) {
    const { name, bytes } = await readEvidence(at.request, context, `Give the raw HTTP request as ${at.request}`);
    return { name, request: parseAny({ bytes, name, entry: at.entry, isSigned }) };
  }
  const body = await readEvidence(at.body ?? '', context, `Give the exact body of the request as ${at.body}`);
  const head = await readEvidence(at.headers ?? '', context, `Give the headers of the request as ${at.headers}`);
  return { name: body.name, request: joinParts(body, head) };
}

/** Reads one file of the evidence folder; throws a `CheckProblem` when it is missing, compressed or too large. */
export async function readEvidence(
  wanted: string,
  context: Pick<CheckContext, 'folder'>,
  unblock: string,
): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  const file = await findEvidenceFile({ context, name: wanted, unblock });
  const limit = /\.har$/i.test(file.name) ? maxHarBytes : maxBytes;
  if (file.bytes > limit)
    throw new CheckProblem({
      status: 'error',
      message: `${file.name} is larger than ${limit / 1024 / 1024} MiB`,
      unblock: 'Save one request alone',
    });
  if (file.packing !== 'none' && /\.(?:gz|zst)$/.test(wanted))
    throw new CheckProblem({ status: 'error', message: `${file.name} is compressed`, unblock: `Unpack ${file.name}` });
  const bytes = await readFile(file.path).catch((cause: unknown) => {
    throw new CheckProblem({ status: 'error', message: `${file.name} cannot be read: ${messageOf(cause)}` }, { cause });
  });
  // The command lays standard input out under this name.
  return { name: file.name === '-' ? 'standard input' : file.name, bytes };
}

function parseAny(of: {
  readonly bytes: Buffer;
  readonly name: string;
  readonly entry: number | undefined;
  readonly isSigned: (request: SignedRequest) => boolean;
}): SignedRequest {
  const { bytes, name, entry, isSigned } = of;
  const start = bytes
    .subarray(0, 4096)
    .toString('utf8')
    .replace(/^\ufeff/, '');
  if (isCurl(start)) return readCurl(bytes.toString('utf8').replace(/^\ufeff/, ''), name);
  if (/^\s*\{/.test(start) && isHar(bytes.toString('utf8')))
    return parseHar({ text: bytes.toString('utf8').replace(/^\ufeff/, ''), name, entry, isSigned });
  return parseRequest(bytes, name);
}

type Part = { readonly name: string; readonly bytes: Buffer };

/** The first line of the headers may be the request line; the body is taken as it is, whatever Content-Length says. */
function joinParts(body: Part, head: Part): SignedRequest {
  const text = head.bytes.toString('latin1');
  const hasFirstLine = /^[A-Z]{2,20} \S/.test(text);
  const headers = parseHeaders(text, head.name, { hasFirstLine });
  return {
    ...parseRequestLine(text, headers),
    headers,
    body: body.bytes,
    ...untold,
    bodyLine: 1,
  };
}
