import { CheckProblem } from '../../../errors.ts';
import type { Answer } from '../request.ts';
import { parseHeaders } from './http.ts';

/** Parses a raw HTTP response: status line, headers, an empty line, the body. */
export function parseAnswer(bytes: Buffer): Answer {
  const text = bytes.toString('utf8');
  const border = /\r?\n\r?\n/.exec(text);
  const head = border === null ? text : text.slice(0, border.index);
  const status = /^HTTP\/[\d.]+ (\d{3})\b/.exec(head)?.[1];
  if (status === undefined)
    throw new CheckProblem({
      status: 'error',
      message: 'the response does not begin with a status line like "HTTP/1.1 401 Unauthorized"',
      unblock: 'Save it with curl --include',
    });
  const body = border === null ? '' : text.slice(border.index + border[0].length);
  return {
    status: Number(status),
    headers: parseHeaders(head.trimEnd(), 'the response', { hasFirstLine: true }),
    body,
  };
}
