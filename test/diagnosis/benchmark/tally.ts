import { isWronglySettled } from './incident.ts';
import type { Case, Incident } from './variations.ts';

/** How one way of varying the evidence went: shares of its cases, 0 to 1, by axis. */
export type Row = {
  readonly name: string;
  readonly cases: number;
  readonly leaderRight: Readonly<Record<string, number>>;
  readonly settledRight: Readonly<Record<string, number>>;
  /** Cases in which some axis is settled on a wrong cause, and each of them in words. */
  readonly wrongCases: number;
  readonly wrong: readonly string[];
  /** Cases in which the leader of an axis is another one than the true cause, in words. */
  readonly misled: readonly string[];
};

/** Counts what the diagnosis says of all incidents, each varied in one way. */
export function tally(of: {
  readonly name: string;
  readonly vary: (incident: Incident) => readonly Case[];
  readonly incidents: readonly Incident[];
  readonly axes: readonly string[];
}): Row {
  const counts = { cases: 0, wrongCases: 0 };
  const leaderRight = new Map<string, number>();
  const settledRight = new Map<string, number>();
  const wrong: string[] = [];
  const misled: string[] = [];
  for (const incident of of.incidents) {
    const { scenario, seed, truth } = incident.gathered;
    for (const { what, verdicts } of of.vary(incident)) {
      counts.cases += 1;
      if (verdicts.some((verdict) => isWronglySettled(verdict, truth))) counts.wrongCases += 1;
      for (const verdict of verdicts) {
        const { id, state, leader, leadDb } = verdict;
        const about = `${scenario}/${seed}, ${what}: ${id} ${state} on ${leader}, ${leadDb} dB ahead`;
        if (isWronglySettled(verdict, truth)) wrong.push(about);
        if (leader !== truth[id]) misled.push(about);
        else {
          leaderRight.set(id, (leaderRight.get(id) ?? 0) + 1);
          if (state === 'settled') settledRight.set(id, (settledRight.get(id) ?? 0) + 1);
        }
      }
    }
  }
  const shares = (count: ReadonlyMap<string, number>) =>
    Object.fromEntries(of.axes.map((axis) => [axis, (count.get(axis) ?? 0) / counts.cases]));
  return {
    name: of.name,
    ...counts,
    leaderRight: shares(leaderRight),
    settledRight: shares(settledRight),
    wrong,
    misled,
  };
}
