/**
 * How well a fact is known, best first: `checked` by causebook itself, read from an exported `document`, said by someone
 * who `looked`, or `recollected`.
 */
export type Quality = 'checked' | 'document' | 'looked' | 'recollected';

/** An observation whose outcome is known: which step gave it, how well it is known, and the sentence that tells it. */
export type Sighting = {
  readonly observation: string;
  readonly outcome: string;
  readonly quality: Quality;
  readonly step: string;
  readonly say: string;
};

/** What one sighting adds to one hypothesis: `authoredDb` as the runbook words it, `db` as it counts after normalising, quality and discount. */
export type Contribution = {
  readonly observation: string;
  readonly outcome: string;
  readonly step: string;
  readonly group: string;
  readonly quality: Quality;
  readonly say: string;
  readonly authoredDb: number;
  readonly db: number;
};

/** A hypothesis with its score in decibans and the sightings for and against it, strongest first. `other` is "not on this list". */
export type RankedHypothesis = {
  readonly id: string;
  readonly title: string;
  readonly party: string | undefined;
  readonly priorDb: number;
  readonly scoreDb: number;
  readonly word: LikelihoodWord;
  readonly for: readonly Contribution[];
  readonly against: readonly Contribution[];
};

/** Words for points, because percentages would claim more than naive Bayes knows. */
export type LikelihoodWord = 'very likely' | 'likely' | 'possible' | 'unlikely' | 'very unlikely';

/**
 * The verdict on one axis, hypotheses best first. `open`: nothing has been learnt, or the leader is "other" or less than
 * 3 dB ahead. `missing` says what keeps it from being settled, `settleWith` is the open step (its id) most likely to help.
 */
export type AxisVerdict = {
  readonly id: string;
  readonly question: string;
  readonly state: 'settled' | 'leading' | 'open';
  readonly leader: string;
  readonly leadDb: number;
  readonly hypotheses: readonly RankedHypothesis[];
  readonly missing: readonly string[];
  readonly settleWith: string | undefined;
  readonly hinges: Hinges;
};

/** What the verdict on an axis would be otherwise. */
export type OtherVerdict = Pick<AxisVerdict, 'state' | 'leader' | 'leadDb'>;

/**
 * What the verdict on an axis hinges on. `open`: the outcomes of steps not done that would give it another leader or state, those of steps
 * that can be done first, then the likeliest. `known`: the facts without which it would have another leader or be less sure of it, the one that takes most
 * of the lead first. Who is ahead on an open axis is no leader.
 */
export type Hinges = {
  readonly open: readonly OpenHinge[];
  readonly known: readonly KnownHinge[];
};

/** An outcome of an open step, as the question that the step answers and its answer, and the verdict after it. */
export type OpenHinge = OtherVerdict & {
  readonly step: string;
  readonly opening: OpenStep['state'];
  readonly observation: string;
  readonly outcome: string;
  readonly question: string;
  readonly answer: string;
};

/** A fact in hand, and the verdict without it. */
export type KnownHinge = OtherVerdict & Pick<Sighting, 'step' | 'observation' | 'say'>;

/** A step that has not been done and what doing it is worth: expected information gain in bits, over all axes not settled. */
export type NextStep = {
  readonly step: string;
  readonly observation: string;
  readonly gainBits: number;
  readonly minutes: number;
  readonly why: string;
};

/**
 * One message to a party: the questions (step ids, best first, at most five) that tell most together, what they tell in bits over all axes not
 * settled, and the engineer's minutes for the whole of it.
 */
export type Message = {
  readonly party: string;
  readonly steps: readonly string[];
  readonly gainBits: number;
  readonly minutes: number;
  readonly why: string;
};

/** Two sightings of one observation that disagree; `kept` counts, `dropped` does not. */
export type Contradiction = {
  readonly observation: string;
  readonly kept: Sighting;
  readonly dropped: Sighting;
  readonly say: string;
};

/**
 * A step that could still observe something. `blocked` ones cannot be done now but still count as "not made". `party` is who is asked, the
 * engineer without one; a check with `risk: write` waits for a person's yes.
 */
export type OpenStep = {
  readonly step: string;
  readonly observation: string;
  readonly kind: 'check' | 'ask' | 'do';
  readonly state: 'possible' | 'blocked' | 'waiting';
  readonly party?: string | undefined;
  readonly risk?: 'read' | 'write';
};

export type Diagnosis = {
  readonly axes: readonly AxisVerdict[];
  readonly next: readonly NextStep[];
  readonly messages: readonly Message[];
  readonly contradictions: readonly Contradiction[];
};
