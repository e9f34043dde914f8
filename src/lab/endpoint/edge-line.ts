import { renderAccessLine } from '../parties/edge-line.ts';
import type { Arrival } from './arrival.ts';

/** The line that an nginx in front of the mock would write: when the request was over, with the node as its upstream. */
export function renderEdgeLine(arrival: Arrival): string {
  const { at, method, path, key, node, status, ms } = arrival;
  const startedAt = at.getTime();
  const endedAt = startedAt + ms;
  return renderAccessLine({
    ip: '127.0.0.1',
    startedAt,
    endedAt,
    method,
    path: escapeAsNginx(path),
    status,
    tries: [{ address: node, startedAt, endedAt, status: status === 499 ? '-' : status }],
    marks: { rid: '-', idk: key ?? '-' },
  });
}

/** nginx writes quotes, backslashes and what is not printable ASCII as \xHH (ngx_http_log_module, `escape=default`). */
function escapeAsNginx(text: string): string {
  return Buffer.from(text, 'utf8').reduce((line, byte) => {
    const isPlain = byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c;
    return line + (isPlain ? String.fromCharCode(byte) : `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`);
  }, '');
}
