/**
 * An ISO 8601 interval as the clock on the wall showed it: `2026-05-12 13:00:14 to 14:00:19 (Africa/Nairobi, UTC+03:00)`. Undefined
 * where no zone was recorded, it is UTC or this runtime does not know it, or the interval cannot be read.
 */
export function localSpan(interval: string, zone: string | undefined): string | undefined {
  const [from, to] = interval.split('/').map((text) => Date.parse(text));
  if (zone === undefined || from === undefined || to === undefined) return undefined;
  const [begins, ends] = [wallClock(from, zone), wallClock(to, zone)];
  if (begins === undefined || ends === undefined || begins.offset === 'UTC') return undefined;
  const end = begins.date === ends.date ? ends.time : `${ends.date} ${ends.time}`;
  const offset = begins.offset === ends.offset ? begins.offset : `${begins.offset}, then ${ends.offset}`;
  return `${begins.date} ${begins.time} to ${end} (${zone}, ${offset})`;
}

function wallClock(
  ms: number,
  zone: string,
): { readonly date: string; readonly time: string; readonly offset: string } | undefined {
  if (Number.isNaN(ms)) return undefined;
  try {
    const parts = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
      timeZoneName: 'longOffset',
    }).formatToParts(ms);
    const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? '';
    return {
      date: `${part('year')}-${part('month')}-${part('day')}`,
      time: `${part('hour')}:${part('minute')}:${part('second')}`,
      offset: part('timeZoneName').replace('GMT', 'UTC'),
    };
  } catch {
    // A zone that this runtime does not know: UTC stands in the note all the same.
    return undefined;
  }
}
