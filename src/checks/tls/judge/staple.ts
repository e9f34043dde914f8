import type { Finding } from '../finding.ts';
import { renderName } from '../render.ts';
import type { Judged } from './judged.ts';

const clockSlackMs = 5 * 60_000;

/** The revocation status that the server sent along (RFC 6066, 8), and the one that it must send (RFC 7633). */
export function judgeStaple({ staple, leaf, details, now }: Judged): readonly Finding[] {
  if (staple === undefined) return [];
  const name = renderName(leaf.subject);
  const isNeeded = details(leaf)?.mustStaple === true;
  const severity = isNeeded ? 'fail' : 'warn';
  const fix = 'switch OCSP stapling on in the server, and let it reach the responder of the CA';
  if (staple === null) {
    if (!isNeeded) return [];
    const text = `${name} demands a stapled OCSP response (must-staple), and the server sends none`;
    return [{ id: 'staple-missing', severity, text, fix }];
  }
  if (staple.status === 'bad')
    return [{ id: 'staple-bad', severity, text: `the stapled OCSP response is of no use: ${staple.why}`, fix }];
  const until = staple.nextUpdate === undefined ? undefined : Date.parse(staple.nextUpdate);
  const from = Date.parse(staple.thisUpdate);
  const found: (Finding | undefined)[] = [
    staple.status === 'revoked'
      ? {
          id: 'revoked',
          severity: 'fail',
          text: `${name} was revoked by its CA, says the stapled OCSP response of ${staple.thisUpdate}`,
          fix: 'replace the certificate now, with a new key; ask who had it revoked',
        }
      : undefined,
    staple.status === 'unknown'
      ? { id: 'staple-bad', severity, text: `the stapled OCSP response says that the CA does not know ${name}`, fix }
      : undefined,
    until !== undefined && until < now.getTime()
      ? { id: 'staple-expired', severity, text: `the stapled OCSP response ended on ${staple.nextUpdate}`, fix }
      : undefined,
    from - now.getTime() > clockSlackMs
      ? {
          id: 'clock-suspect',
          severity: 'warn',
          text: `the stapled OCSP response begins on ${staple.thisUpdate}, after the time of this machine (${now.toISOString()}): its clock may be wrong`,
          fix: 'compare the clock of this machine with a good one',
        }
      : undefined,
  ];
  return found.filter((each) => each !== undefined);
}
