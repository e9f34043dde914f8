/** A stretch of time in words, to the precision a person needs: `0.4 s`, `42 s`, `12 min`, `2 h 05`. */
export function renderDuration(ms: number): string {
  if (ms < 9_950) return `${(Math.max(0, ms) / 1000).toFixed(1)} s`;
  if (ms < 60_000) return `${Math.round(ms / 1000)} s`;
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')}`;
}

/** Minutes of a person's time: `under 1 min`, `~4 min`. */
export function renderMinutes(minutes: number): string {
  return minutes < 1 ? 'under 1 min' : `~${Math.round(minutes)} min`;
}

/** The time of day of an RFC 3339 stamp, in UTC: `14:05`, or `14:05:11` where seconds matter. */
export function renderTime(at: string, options: { readonly seconds?: boolean } = {}): string {
  return `${at.slice(11, options.seconds === true ? 19 : 16)} UTC`;
}
