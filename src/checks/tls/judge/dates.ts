import type { X509Certificate } from 'node:crypto';
import { isIn } from '../build-path.ts';
import type { Finding } from '../finding.ts';
import { count, daysUntil, renderName, toDay, toInstant } from '../render.ts';
import type { Judged } from './judged.ts';

/** Looks at the dates of every certificate of the path, and of a root that is known here only where it is out of date. */
export function judgeDates(judged: Judged): readonly Finding[] {
  return judged.path.certificates.flatMap((each) => judgeOne(each, judged));
}

function judgeOne(each: X509Certificate, { leaf, sent, now, isPast, warnDays, failDays }: Judged): readonly Finding[] {
  const name = renderName(each.subject);
  const from = Date.parse(each.validFrom);
  const left = daysUntil(each.validTo, now);
  const fix = each === leaf ? 'renew it, and load it into the server' : 'get a chain with a new one from the CA';
  if (toInstant(each.validFrom) === null || toInstant(each.validTo) === null)
    return [{ id: 'not-trusted', severity: 'fail', text: `the dates of ${name} make no sense`, fix }];
  if (Date.parse(each.validTo) < now.getTime()) {
    const text = `${name} expired on ${toDay(each.validTo)}, ${count(-left, 'day')} ${isPast ? `before ${toDay(now.toISOString())}` : 'ago'}`;
    return [{ id: 'expired', severity: 'fail', text, fix }];
  }
  if (from > now.getTime()) {
    const text = `${name} is not valid before ${toDay(each.validFrom)}`;
    return [
      { id: 'not-yet-valid', severity: 'fail', text, fix: 'serve the certificate before it until then' },
      ...(!isPast && from - now.getTime() < nearMs ? [suspectClock(each, now)] : []),
    ];
  }
  if (left >= Math.max(warnDays, failDays) || !isIn(sent, each)) return [];
  const text = `${name} expires on ${toDay(each.validTo)}, ${isPast ? `${count(left, 'day')} after ${toDay(now.toISOString())}` : `in ${count(left, 'day')}`}`;
  return [{ id: 'expires-soon', severity: left < failDays ? 'fail' : 'warn', text, fix }];
}

/** A time zone that was taken for UTC moves a clock by up to 14 hours. */
const nearMs = 24 * 60 * 60_000;

function suspectClock(each: X509Certificate, now: Date): Finding {
  const minutes = Math.ceil((Date.parse(each.validFrom) - now.getTime()) / 60_000);
  return {
    id: 'clock-suspect',
    severity: 'warn',
    text: `${renderName(each.subject)} begins only in ${count(minutes, 'minute')}, by the clock of this machine (${now.toISOString()}): it may be wrong`,
    fix: 'compare the clock of this machine, and of the client that complains, with a good one',
  };
}
