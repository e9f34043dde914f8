import { z } from 'zod';
import { type Place, type Problem, suggest, UserError } from '../errors.ts';
import type { Runbook } from '../runbook/schema.ts';
import { checkSchema } from '../yaml/check-schema.ts';
import { readYaml } from '../yaml/read-yaml.ts';
import type { NewEvent } from './events.ts';

const answerSchema = z.strictObject({
  step: z.string(),
  choice: z.string().optional(),
  text: z.string().optional(),
  by: z.string().optional(),
  sure: z.enum(['document', 'looked', 'recollected']).default('looked'),
  as: z.enum(['unknown', 'waiting', 'cannot-get', 'skipped']).optional(),
  reason: z.string().optional(),
});

const answersSchema = z.strictObject({ answers: z.array(answerSchema), notes: z.array(z.string()).default([]) });

/**
 * Reads an answers file (YAML) for a runbook into the events it stands for. Throws a `UserError` with every unknown step
 * and choice at file:line:col.
 */
export function parseAnswers(
  text: string,
  options: { readonly file: string; readonly runbook: Runbook },
): readonly NewEvent[] {
  const { file, runbook } = options;
  const yaml = readYaml(text, file);
  const given = checkSchema(yaml.value, { schema: answersSchema, placeOf: yaml.placeOf, whole: 'the answers file' });
  const steps = new Map(runbook.phases.flatMap((phase) => phase.steps.map((step) => [step.id, step] as const)));
  const problems: Problem[] = [];
  const report = (path: readonly PropertyKey[], message: string, hint: string | undefined) => {
    problems.push(problem(message, yaml.placeOf(path), hint));
  };
  const events = given.answers.map((answer, index): NewEvent => {
    const step = steps.get(answer.step);
    const path = ['answers', index];
    if (step === undefined)
      report(
        [...path, 'step'],
        `runbook ${runbook.id} has no step "${answer.step}"`,
        suggest(answer.step, steps.keys()),
      );
    else if (step.ask === undefined && step.do === undefined)
      report([...path, 'step'], `step "${answer.step}" is a check: causebook answers it`, undefined);
    else if (answer.choice !== undefined) {
      const ids = step.choices?.map((choice) => choice.id) ?? [];
      if (!ids.includes(answer.choice)) {
        const hint =
          suggest(answer.choice, ids) ?? (ids.length === 0 ? 'It takes `text`.' : `It takes ${ids.join(', ')}.`);
        report([...path, 'choice'], `step "${answer.step}" has no choice "${answer.choice}"`, hint);
      }
    } else if (answer.text === undefined && answer.as === undefined)
      report(path, `the answer to "${answer.step}" is empty`, 'Give `choice`, `text` or `as`.');
    const party = runbook.parties.find((one) => one.id === step?.party)?.name;
    const by = answer.by ?? party;
    if (answer.as !== undefined) {
      return {
        type: 'set-back',
        step: answer.step,
        as: answer.as,
        ...(answer.reason === undefined ? {} : { reason: answer.reason }),
        ...(answer.as !== 'waiting' || by === undefined ? {} : { from: by }),
      };
    }
    return {
      type: 'answered',
      step: answer.step,
      answer: {
        quality: answer.sure,
        ...(answer.choice === undefined ? {} : { choice: answer.choice }),
        ...(answer.text === undefined ? {} : { text: answer.text }),
        ...(by === undefined ? {} : { by }),
      },
    };
  });
  if (problems.length > 0) throw new UserError(problems);
  return [...events, ...given.notes.map((note): NewEvent => ({ type: 'noted', text: note }))];
}

function problem(message: string, place: Place, hint: string | undefined): Problem {
  return { message, place, ...(hint === undefined ? {} : { hint }) };
}
