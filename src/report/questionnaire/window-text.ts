import type { Window } from '../../logs/window.ts';

/** A window in UTC and in the time of a zone: `2026-05-12 10:00:15 to 11:00:19 UTC (12:00:15 to 13:00:19 in Europe/Berlin)`. */
export function renderWindowIn({ fromMs, toMs }: Window, zone: string): string {
  const utc = span(fromMs, toMs, { zone: 'UTC', day: undefined });
  if (['UTC', 'Etc/UTC', 'GMT'].includes(zone)) return `${utc} UTC`;
  return `${utc} UTC (${span(fromMs, toMs, { zone, day: utc.slice(0, 10) })} in ${zone})`;
}

/** A day stands only where it is another one than the one before. */
function span(
  fromMs: number,
  toMs: number,
  { zone, day }: { readonly zone: string; readonly day: string | undefined },
): string {
  const [fromDay = '', fromTime = ''] = stampIn(fromMs, zone);
  const [toDay = '', toTime = ''] = stampIn(toMs, zone);
  return `${fromDay === day ? '' : `${fromDay} `}${fromTime} to ${toDay === fromDay ? '' : `${toDay} `}${toTime}`;
}

function stampIn(ms: number, zone: string): readonly string[] {
  // Swedish writes dates as ISO 8601 does.
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
  return format.format(ms).split(' ');
}
