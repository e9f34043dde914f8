import type { AxisModel } from './axis-model.ts';
import type { Candidate } from './candidates.ts';
import { roundDecibans } from './decibans.ts';
import type { AxisVerdict, Contribution, LikelihoodWord, RankedHypothesis } from './diagnosis.ts';
import type { Entry, Ledger } from './ledger.ts';
import { judgeSettlement } from './settle.ts';
import { createStanding, leadOf } from './standing.ts';
import type { Trial } from './trial.ts';

/**
 * Under this lead an axis stays open, in decibans: odds of two to one, less than the 3 to 5 dB of one `for`, so one weak
 * fact misread would turn the order round.
 */
export const openBelowDb = 3;

/**
 * The word for a candidate by how far it is from the best of the others, in decibans; the first that it reaches. Ten is the
 * lead that settles, five is one `for`: priors alone seldom reach it.
 */
const wordsFromDb = [
  ['very likely', 10],
  ['likely', 5],
  ['possible', -10],
  ['unlikely', -20],
  ['very unlikely', Number.NEGATIVE_INFINITY],
] as const satisfies readonly (readonly [LikelihoodWord, number])[];

/** The verdict on one axis, from its ledger and from what the open steps could still show. */
export function createVerdict(input: {
  readonly model: AxisModel;
  readonly ledger: Ledger;
  readonly trials: readonly Trial[];
}): Omit<AxisVerdict, 'hinges'> {
  const { model, ledger } = input;
  const standing = createStanding(model, ledger);
  const hasBearing = ledger.groups.some(({ entries }) =>
    entries.some(({ authoredDb }) => authoredDb.some((db) => db !== 0)),
  );
  const { missing, settleWith } = judgeSettlement({ ...input, standing });
  const isOpen = !hasBearing || !standing.isNamed || standing.leadDb < openBelowDb;
  const entries = weighEntries(ledger);
  return {
    id: model.axis.id,
    question: model.axis.question,
    state: isOpen ? 'open' : missing.length > 0 ? 'leading' : 'settled',
    leader: model.candidates[standing.leader]?.id ?? '',
    leadDb: standing.leadDb,
    hypotheses: standing.order.flatMap((place) => {
      const candidate = model.candidates[place];
      return candidate ? [rankHypothesis({ candidate, place, scores: ledger.scores, entries })] : [];
    }),
    missing: hasBearing ? missing : ['nothing that was seen bears on it yet'],
    settleWith,
  };
}

type WeighedEntry = Entry & { readonly group: string; readonly discount: number };

/** The entries of all groups in the order of the runbook. */
function weighEntries(ledger: Ledger): readonly WeighedEntry[] {
  return ledger.groups
    .flatMap(({ id, entries, discounts }) =>
      entries.map((entry, rank) => ({ ...entry, group: id, discount: discounts[rank] ?? 0 })),
    )
    .sort((a, b) => a.position - b.position);
}

function rankHypothesis(input: {
  readonly candidate: Candidate;
  readonly place: number;
  readonly scores: readonly number[];
  readonly entries: readonly WeighedEntry[];
}): RankedHypothesis {
  const { candidate, place, scores, entries } = input;
  let known: ReturnType<typeof splitContributions> | undefined;
  // Every event ranks all hypotheses; screens show the lines of three. The others are written when somebody reads them.
  const lines = () => {
    known ??= splitContributions(entries, place);
    return known;
  };
  return {
    id: candidate.id,
    title: candidate.title,
    party: candidate.party,
    priorDb: roundDecibans(candidate.priorDb),
    scoreDb: roundDecibans(scores[place] ?? 0),
    word: chooseWord(leadOf(scores, place)),
    get for() {
      return lines().for;
    },
    get against() {
      return lines().against;
    },
  };
}

function splitContributions(
  entries: readonly WeighedEntry[],
  place: number,
): Pick<RankedHypothesis, 'for' | 'against'> {
  const contributions = entries
    .map((entry) => createContribution(entry, place))
    .filter((contribution) => contribution !== undefined);
  return {
    for: contributions.filter(({ db }) => db > 0).sort((a, b) => b.db - a.db),
    against: contributions.filter(({ db }) => db < 0).sort((a, b) => a.db - b.db),
  };
}

function createContribution(entry: WeighedEntry, place: number): Contribution | undefined {
  const db = roundDecibans((entry.fullDb[place] ?? 0) * entry.discount);
  if (db === 0) return undefined;
  const { sighting, group, authoredDb } = entry;
  const { observation, outcome, step, quality, say } = sighting;
  return { observation, outcome, step, group, quality, say, authoredDb: authoredDb[place] ?? 0, db };
}

function chooseWord(leadDb: number): LikelihoodWord {
  return wordsFromDb.find(([, fromDb]) => leadDb >= fromDb)?.[0] ?? 'very unlikely';
}
