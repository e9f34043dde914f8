import type { MissingSource } from '../incident/missing-sources.ts';
import { sourcesOf } from '../incident/paste/readers.ts';
import type { AskedQuestion } from '../incident/reply/asked-question.ts';
import type { IncidentState } from '../incident/state.ts';
import type { Window } from '../logs/window.ts';
import { stepsOf } from '../runbook/load.ts';
import type { Party, Runbook } from '../runbook/schema.ts';
import { chooseActions } from './questionnaire/choose-actions.ts';
import { chooseQuestions } from './questionnaire/choose-questions.ts';
import { listPartyQuestions, numberQuestions } from './questionnaire/party-questions.ts';
import type { Report } from './report.ts';

/** A message to a party: what happened, what it is asked, what it is asked to do, and what it should send. It holds nothing that other parties or we know. */
export type Questionnaire = {
  readonly incident: string;
  readonly title: string;
  readonly summary: string | undefined;
  readonly party: Party;
  readonly window: Window | undefined;
  /** What to look up, by the name of the input. */
  readonly ids: readonly { readonly id: string; readonly value: string }[];
  /** What was found in the party's own logs and settings, what went wrong first. */
  readonly findings: readonly string[];
  readonly questions: readonly (AskedQuestion & { readonly number: number })[];
  readonly actions: readonly (AskedQuestion & { readonly number: number })[];
  /** How many open questions were left for later. */
  readonly left: number;
  readonly sources: readonly MissingSource[];
};

const mostFindings = 5;
const mostSources = 5;

/** Creates the message to a party, with its best questions and what is to be done next, or with `all` that is open. Undefined when nothing is. */
export function createQuestionnaire(of: {
  readonly report: Report;
  readonly runbook: Runbook;
  readonly state: IncidentState;
  readonly party: Party;
  readonly missing: readonly MissingSource[];
  readonly all: boolean;
}): Questionnaire | undefined {
  const { report, runbook, state, party, missing, all } = of;
  const open = report.openQuestions.find((one) => one.party?.id === party.id)?.questions ?? [];
  const known = listPartyQuestions({ runbook, state, party: party.id });
  // What tells most together, then what tells most alone.
  const together = report.messages.find((one) => one.party === party.id)?.steps ?? [];
  const best = [...together, ...report.next.map(({ step }) => step)];
  const actions = chooseActions(report, { party: party.id, best, all });
  const questions = all ? open : chooseQuestions(open, best, actions.length);
  if (questions.length + actions.length === 0) return undefined;
  const ids = [...questions.map(({ step }) => step), ...actions.map(({ id }) => id)];
  const numbered = numberQuestions(
    ids.flatMap((id) => known.filter(({ step }) => step === id)),
    known,
  );
  return {
    incident: state.opening?.incident ?? 'not recorded',
    title: runbook.title,
    // What follows the first sentence is about the runbook, not about what happened.
    summary: runbook.summary?.match(/^[\s\S]*?[.?!](?=\s|$)/)?.[0] ?? runbook.summary,
    party,
    window: state.opening?.window ?? undefined,
    ids: idsOf(report, runbook),
    findings: findingsOf({ report, runbook, party: party.id }).slice(0, mostFindings),
    questions: numbered.filter(({ isAction }) => isAction !== true),
    actions: numbered.filter(({ isAction }) => isAction === true),
    left: open.length - questions.length,
    sources: all ? missing : missing.slice(0, mostSources),
  };
}

/** Addresses and paths are of our machines and test systems, and a default was not reported by anybody: nothing to look up. */
function idsOf({ header }: Report, { inputs }: Runbook): Questionnaire['ids'] {
  return header.inputs.filter(({ id, value }) =>
    inputs.some((input) => input.id === id && input.type === 'string' && input.default !== value),
  );
}

/** Only what was read from the party's own files: it gave them to us. */
function findingsOf(of: {
  readonly report: Report;
  readonly runbook: Runbook;
  readonly party: string;
}): readonly string[] {
  const own = new Set(
    stepsOf(of.runbook).flatMap(({ step }) => {
      const sources = sourcesOf(of.runbook, step);
      return sources.length > 0 && sources.every(({ party }) => party === of.party) ? [step.id] : [];
    }),
  );
  return (['fail', 'warn'] as const).flatMap((status) =>
    of.report.steps
      .filter((step) => step.isFinding && step.status === status && !step.isUnsure && own.has(step.id))
      .map(({ say }) => say),
  );
}
