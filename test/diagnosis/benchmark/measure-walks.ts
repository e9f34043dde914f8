import type { Incident } from './variations.ts';
import { type Walk, type Walks, walkIncident } from './walks.ts';

/** What it takes to settle some axes, on average: steps, modelled minutes, and the share of walks that end settled. */
export type WalkRow = {
  readonly axes: readonly string[];
  readonly session: Effort;
  readonly randomSession: Effort;
  readonly best: Effort;
  readonly file: Effort;
  readonly random: Effort;
};

type Effort = { readonly steps: number; readonly minutes: number; readonly settled: number };

/** Seeds of a scenario that are walked: the arithmetic is what is measured, and a seed changes few outcomes. */
const walkedSeeds = 2;

/** Walks the incidents axis by axis and on all axes together. */
export function measureWalks(incidents: readonly Incident[], axes: readonly string[]): readonly WalkRow[] {
  const seen = new Map<string, number>();
  const walked = incidents.filter(({ gathered: { scenario } }) => {
    const before = seen.get(scenario) ?? 0;
    seen.set(scenario, before + 1);
    return before < walkedSeeds;
  });
  return [...axes.map((axis) => [axis]), axes].map((some) => {
    const walks = walked.map((incident) => walkIncident(incident, some));
    const meanOf = (pick: (one: Walks) => readonly Walk[]) => effortOf(walks.flatMap(pick));
    return {
      axes: some,
      session: meanOf(({ session }) => [session]),
      randomSession: meanOf(({ randomSession }) => randomSession),
      best: meanOf(({ best }) => [best]),
      file: meanOf(({ file }) => [file]),
      random: meanOf(({ random }) => random),
    };
  });
}

function effortOf(walks: readonly Walk[]): Effort {
  const mean = (pick: (walk: Walk) => number) => walks.reduce((sum, walk) => sum + pick(walk), 0) / walks.length;
  return {
    steps: mean(({ steps }) => steps),
    minutes: mean(({ minutes }) => minutes),
    settled: mean(({ isSettled }) => Number(isSettled)),
  };
}
