/** An answer that can be marked by its code: `b` of question 1 is `1b`. `means` is what marking it says; `done` that what was asked for is. */
export type AskedChoice = {
  readonly code: string;
  readonly label: string;
  readonly means: { readonly choice: string } | { readonly as: 'unknown' | 'cannot-get' | 'done' };
};

/**
 * A question as a party gets it. `number` is what it is called in messages to this party; undefined while it was in none. `choices` ends
 * with "we do not know" and "we cannot get it"; a question that wants words has these two alone. `isAction`: something to be done, which
 * takes its number and its answers like a question.
 */
export type AskedQuestion = {
  readonly step: string;
  readonly number: number | undefined;
  readonly text: string;
  readonly why: string | undefined;
  readonly hint: string | undefined;
  readonly choices: readonly AskedChoice[];
  readonly isAction?: boolean;
};

/** Whether a question has answers to choose from, besides those that say that there is none. */
export function hasAnswers({ choices }: AskedQuestion): boolean {
  return choices.some(({ means }) => 'choice' in means);
}

/** What a question takes: `1a The same key, 1b No key, …`. */
export function describeChoices({ number, choices }: AskedQuestion): string {
  return choices.map(({ code, label }) => `${number ?? ''}${code} ${label}`).join(', ');
}

/** What stands above the answers of a question, line by line; whoever reads a reply knows by it which words are not the party's. */
export function ownLinesOf(question: AskedQuestion): readonly string[] {
  const { text, why, hint } = question;
  const leads = leadsOf(question);
  const how = hint?.split('\n') ?? [];
  return [
    text,
    ...(why === undefined ? [] : [`${leads.why} ${why}`]),
    ...(how.length === 0 ? [] : how.length === 1 ? [`${leads.how} ${how[0]}`] : [leads.how, ...how]),
  ];
}

/** What the reason and the way stand behind. */
export function leadsOf({ isAction = false }: AskedQuestion): { readonly why: string; readonly how: string } {
  return isAction ? { why: 'Why:', how: 'How:' } : { why: 'Why we ask:', how: 'How to find out:' };
}

/** The letters that stand for the answers: a, b, … z, aa, ab, … */
export function codeAt(index: number): string {
  const last = String.fromCharCode(97 + (index % 26));
  return index < 26 ? last : `${codeAt(Math.floor(index / 26) - 1)}${last}`;
}

/** The fixed words of a message that a reply is read by. */
export const landmarks = {
  actions: 'What we ask you to do',
  sure: 'How sure (looked, memory, document):',
  words: 'In words:',
  by: 'Answered by (name or role):',
  end: 'End of the questions.',
} as const;
