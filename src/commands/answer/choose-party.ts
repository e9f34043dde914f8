import { UserError } from '../../errors.ts';
import type { ReplyHeader } from '../../incident/reply/read-header.ts';
import type { IncidentState } from '../../incident/state.ts';
import { listWaiting } from '../../incident/waiting.ts';
import type { Prompter } from '../../prompt/prompter.ts';
import { stepsOf } from '../../runbook/load.ts';
import type { Party, Runbook } from '../../runbook/schema.ts';
import { findParty } from '../find-party.ts';

/**
 * Whose reply it is: the party that was typed, else the one that our message in it names, else the one whose questions it names, else the
 * only one that is waited for. On a terminal the person is asked; without one it throws a `UserError`.
 */
export async function chooseParty(of: {
  readonly typed: string | undefined;
  readonly header: ReplyHeader | undefined;
  readonly text: string;
  readonly runbook: Runbook;
  readonly state: IncidentState;
  readonly prompter: Prompter | undefined;
}): Promise<Party> {
  const { typed, header, text, runbook, state, prompter } = of;
  if (typed !== undefined) return findParty(typed, runbook);
  const named = runbook.parties.find(({ name }) => name === header?.party);
  if (named !== undefined) return named;
  const ids = new Set([...text.matchAll(/\bQ\s?\d{1,3}\s*\(([\w-]+)\)/gi)].map(([, id]) => id));
  const waited = new Set(listWaiting(state.events).map(({ step }) => step));
  const [one, ...others] =
    [partiesOf([...ids], runbook), partiesOf([...waited], runbook)].find((list) => list.length > 0) ?? [];
  if (one !== undefined && others.length === 0) return one;
  if (prompter === undefined)
    throw new UserError({
      message: 'the reply does not say whose it is',
      hint: `Give --party: ${runbook.parties.map(({ id }) => id).join(', ')}.`,
    });
  const id = await prompter.select({
    message: 'Whose reply is it?',
    choices: runbook.parties.map((party) => ({ value: party.id, name: party.name })),
  });
  return findParty(id, runbook);
}

function partiesOf(steps: readonly (string | undefined)[], runbook: Runbook): readonly Party[] {
  const parties = new Set(stepsOf(runbook).flatMap(({ step }) => (steps.includes(step.id) ? [step.party] : [])));
  return runbook.parties.filter(({ id }) => parties.has(id));
}
