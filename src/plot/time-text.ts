/** A length of time as people say it: `2.000 s`, `5 min`, `4 min 10 s`, `3 h 05 min`, `2 d 3 h`. */
export function renderGap(ms: number): string {
  if (ms < 60_000) return `${(ms / 1000).toFixed(3)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600 && seconds % 60 === 0) return `${seconds / 60} min`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
  const hours = Math.round(minutes / 60);
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** The UTC date of an instant. */
export function renderDate(ms: number): string {
  return new Date(ms).toISOString().replace(/T.*$/, '');
}

/** The UTC time of an instant to the millisecond, without the fraction where it is zero. */
export function renderTime(ms: number): string {
  return clock(ms).replace(/\.000$/, '');
}

/** Two instants and what lies between, in one row: `2026-05-12 10:30:15.000 to 10:30:19.013 UTC, 4.013 s`; in two where `columns` are too few. */
export function renderSpan(fromMs: number, toMs: number, columns: number): readonly string[] {
  const day = renderDate(fromMs);
  if (fromMs === toMs) return [`all at ${day} ${clock(fromMs)} UTC`];
  const isOneDay = day === renderDate(toMs);
  const end = isOneDay ? clock(toMs) : `${renderDate(toMs)} ${clock(toMs)}`;
  const gap = renderGap(toMs - fromMs);
  const whole = `${day} ${clock(fromMs)} to ${end} UTC, ${gap}`;
  if (whole.length <= columns) return [whole];
  return isOneDay
    ? [`${clock(fromMs)} to ${end} UTC`, `${gap} on ${day}`]
    : [`${day} ${clock(fromMs)} UTC`, `to ${end}, ${gap}`];
}

/** The text under a tick: as fine as its step, with the date where the scale goes beyond a day. */
export function renderTick(ms: number, of: { readonly stepMs: number; readonly spanMs: number }): string {
  const date = renderDate(ms).slice(-5);
  if (of.stepMs >= 86_400_000) return of.spanMs > 360 * 86_400_000 ? renderDate(ms) : date;
  const time = clock(ms);
  const shown = of.stepMs < 1000 ? time : of.stepMs < 60_000 ? time.slice(0, 8) : time.slice(0, 5);
  return of.spanMs > 86_400_000 ? `${date} ${shown}` : shown;
}

function clock(ms: number): string {
  return new Date(ms).toISOString().replace(/^.*T/, '').replace('Z', '');
}

function two(n: number): string {
  return String(n).padStart(2, '0');
}
