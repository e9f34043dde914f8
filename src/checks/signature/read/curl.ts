import { CheckProblem } from '../../../errors.ts';
import { parseCurl } from '../../http/curl/parse.ts';
import { type SignedRequest, toUrl, untold } from '../request.ts';

/** Reads the request that a curl command sends. Nothing is run and no file is read: `--data @file` is a `CheckProblem`. */
export function readCurl(text: string, name: string): SignedRequest {
  const curl = parseCurl(text);
  if (curl === undefined) throw problem(`${name}: a quote of the curl command is not closed`, 'Copy the whole command');
  const { url, method, body = '', bodyFile, unknown } = curl;
  if (bodyFile !== undefined)
    throw problem(
      `${name}: the curl command reads its body from the file ${bodyFile}`,
      'Give that file as the body, and the headers in a file of their own',
    );
  const headers = curl.headers.map((header) => ({ ...header, name: header.name.toLowerCase() }));
  return {
    method,
    target: url,
    url: toUrl(url, headers),
    headers,
    body: Buffer.from(body, 'utf8'),
    ...untold,
    notes: [
      ...(unknown.length === 0 ? [] : [`not understood of the curl command: ${unknown.join(', ')}`]),
      'read from a curl command: a shell may have changed the bytes of the body before causebook saw them',
    ],
  };
}

function problem(message: string, unblock: string): CheckProblem {
  return new CheckProblem({ status: 'error', message, unblock });
}
