import type { Finding } from './finding.ts';

/** The clock as it is, for a person to compare: nothing outside is asked. `written` is when newer files of this machine were written. */
export function judgeClock(of: { readonly now: Date; readonly zone: string; readonly written: Date }): Finding {
  const { now, zone, written } = of;
  const say = `${now.toISOString().slice(0, 19)}Z, shown in ${zone}; compare it yourself, no network was asked`;
  return now.getTime() < written.getTime() - 60_000
    ? {
        id: 'clock',
        status: 'warn',
        say: `${say}; it is behind ${written.toISOString().slice(0, 19)}Z, when a file here was written`,
        advice: 'Set the clock: "last 24h", the ages of results and of signatures go by it.',
      }
    : { id: 'clock', status: 'pass', say };
}
