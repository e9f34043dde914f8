import { atPath, jsonOf } from '../place.ts';
import type { Reading } from '../read-signature.ts';
import type { SignedRequest } from '../request.ts';
import { asIs, distinct, type Form } from './form.ts';

const form = (value: string, cause: string, words: string): Form<string> => ({ value, cost: 1, cause, words });

/** The timestamps that may have been signed in place of the one the request names. */
export function timestampForms(request: SignedRequest, reading: Reading): readonly Form<string>[] {
  const { timestamp } = reading;
  if (timestamp === undefined) return [asIs('')];
  return distinct([asIs(timestamp), ...candidates(timestamp, request)], (value) => value);
}

function* candidates(timestamp: string, request: SignedRequest): Generator<Form<string>> {
  const unit = 'timestamp-unit';
  if (/^\d{9,11}$/.test(timestamp)) {
    yield form(`${timestamp}000`, unit, 'signed with the timestamp in milliseconds; the header has it in seconds');
    yield form(
      new Date(Number(timestamp) * 1000).toISOString(),
      unit,
      'signed with the timestamp as ISO 8601; the header has it in seconds',
    );
    yield form(
      `${timestamp}.0`,
      unit,
      'signed with the timestamp as a decimal number (with .0); the header has a whole one',
    );
  }
  if (/^\d{12,14}$/.test(timestamp)) {
    yield form(timestamp.slice(0, -3), unit, 'signed with the timestamp in seconds; the header has it in milliseconds');
    yield form(
      new Date(Number(timestamp)).toISOString(),
      unit,
      'signed with the timestamp as ISO 8601; the header has it in milliseconds',
    );
  }
  const instant = /^\d{4}-\d\d-\d\dT/.test(timestamp) ? Date.parse(timestamp) : Number.NaN;
  if (Number.isFinite(instant)) {
    yield form(
      String(Math.floor(instant / 1000)),
      unit,
      'signed with the timestamp in seconds; the request has it as ISO 8601',
    );
    yield form(String(instant), unit, 'signed with the timestamp in milliseconds; the request has it as ISO 8601');
    yield form(
      new Date(instant).toISOString(),
      unit,
      'signed with the timestamp with milliseconds; the request has it written otherwise',
    );
    yield form(
      new Date(instant).toISOString().replace('.000Z', 'Z'),
      unit,
      'signed with the timestamp without milliseconds; the request has it written otherwise',
    );
  }
  if (/^\d+\.\d+$/.test(timestamp))
    yield form(
      timestamp.replace(/\..*/, ''),
      unit,
      'signed with the timestamp as a whole number; the header has a decimal one',
    );
  const other = 'timestamp-other';
  for (const { name, value } of request.headers) {
    if (value === timestamp) continue;
    if (/^\d{9,14}$/.test(value))
      yield form(value, other, `signed with the timestamp of the header ${name}, not with the one this scheme names`);
    const date = name === 'date' ? Date.parse(value) : Number.NaN;
    if (Number.isFinite(date))
      yield form(
        String(date / 1000),
        other,
        'signed with the time of the header date, not with the one this scheme names',
      );
  }
  for (const name of ['timestamp', 'created', 'created_at', 'time', 'ts', 'event_ts', 'sent_at']) {
    const value = atPath(jsonOf(request.body), name);
    if (typeof value === 'string' || typeof value === 'number')
      yield form(
        String(value),
        other,
        `signed with the field ${name} of the body as timestamp, not with the one of the header`,
      );
  }
  if (!/^\d{1,15}$/.test(timestamp)) return;
  for (const by of [1, -1, 2, -2, 3, -3, 4, -4, 5, -5])
    yield form(
      String(Number(timestamp) + by),
      other,
      `signed with a timestamp ${Math.abs(by)} ${by < 0 ? 'less' : 'more'} than the one of the header: the sender takes the time twice, or something wrote the header anew`,
    );
  for (const hours of [1, -1, 2, -2])
    yield form(
      String(Number(timestamp) + hours * 3600),
      other,
      `signed with a timestamp ${Math.abs(hours)} h ${hours < 0 ? 'before' : 'after'} the one of the header: a time zone was added`,
    );
}
