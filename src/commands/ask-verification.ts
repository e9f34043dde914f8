import { suggest, UserError } from '../errors.ts';
import type { Said } from '../incident/verify-fix.ts';
import { PromptEnded } from '../prompt/prompt-ended.ts';
import { fillStepText } from '../report/step-text.ts';
import type { Bindings } from '../runbook/expressions.ts';
import type { Party, Step } from '../runbook/schema.ts';
import type { Globals } from './globals.ts';
import { openPrompter } from './open-prompter.ts';
import type { VerifyFlags } from './verify.ts';

/**
 * What a person says to the question or action that verifies a fix: by flags, else on a terminal; undefined where nobody says anything. A
 * choice has the status that the runbook gives it, a confirmed action passes, and a free answer is for a person to judge.
 */
export async function askVerification(
  step: Step,
  of: {
    readonly flags: VerifyFlags;
    readonly parties: readonly Party[];
    readonly bindings: Bindings;
    readonly globals: Globals;
  },
): Promise<Said | undefined> {
  const { flags, parties, bindings, globals } = of;
  const by = flags.by ?? parties.find(({ id }) => id === step.party)?.name;
  const who = by === undefined ? {} : { by };
  if (flags.choice !== undefined) return { ...readChoice(step, flags.choice, flags.text), ...who };
  if (flags.text !== undefined) return { ...fromText(step, flags.text), ...who };
  if (process.stdin.isTTY !== true || process.stdout.isTTY !== true || flags.json === true) return undefined;
  const prompter = await openPrompter(globals);
  const { text } = fillStepText(step, bindings);
  try {
    if (step.choices !== undefined && step.choices.length > 0) {
      const choices = step.choices.map(({ id, label }) => ({ value: id, name: label }));
      const picked = await prompter.select({
        message: text,
        choices: [...choices, { value: '', name: 'Nobody knows yet' }],
      });
      return picked === '' ? undefined : { ...readChoice(step, picked, undefined), ...who };
    }
    if (step.do !== undefined && !(await prompter.confirm({ message: `Done, and as expected? ${text}` })))
      return undefined;
    const seen = await prompter.input({
      message: step.do === undefined ? text : 'What did you see? (Enter for nothing)',
    });
    return step.do === undefined && seen === '' ? undefined : { ...fromText(step, seen), ...who };
  } catch (cause) {
    // Ctrl-C or the end of the input is no answer.
    if (cause instanceof PromptEnded) return undefined;
    throw cause;
  } finally {
    prompter.close();
  }
}

function readChoice(step: Step, id: string, text: string | undefined): Said {
  const choice = step.choices?.find((one) => one.id === id);
  if (choice === undefined) {
    const ids = step.choices?.map((one) => one.id) ?? [];
    const hint = suggest(id, ids) ?? (ids.length === 0 ? 'It takes --text.' : `It takes ${ids.join(', ')}.`);
    throw new UserError({ message: `step "${step.id}" has no choice "${id}"`, hint });
  }
  const say = text === undefined ? choice.label : `${choice.label}: ${text}`;
  return { status: choice.status ?? 'pass', outcome: choice.id, say };
}

function fromText(step: Step, text: string): Said {
  return { status: step.do === undefined ? 'warn' : 'pass', outcome: null, say: text === '' ? 'done' : text };
}
