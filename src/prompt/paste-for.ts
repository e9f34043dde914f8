import { UserError } from '../errors.ts';
import { sourcesOf } from '../incident/paste/readers.ts';
import { leftOutOf, placeOf } from '../incident/paste/told.ts';
import type { Session, StepSource } from '../incident/session.ts';
import { describeSteps } from '../report/steps.ts';
import { stepsOf } from '../runbook/load.ts';
import type { Prompter } from './prompter.ts';

/** Takes a log text: asks for which check where none is given, which source it is of where several are missing, then for the text itself. */
export async function pasteFor(
  given: string | undefined,
  { session, prompter }: { readonly session: Session; readonly prompter: Prompter },
): Promise<void> {
  const step = given ?? (await pickStep(session, prompter));
  if (step === undefined) return prompter.print('No check of this runbook reads a log.');
  const source = await pickSource(await session.pasteable(step), prompter);
  if (source === undefined) return prompter.print('This check reads no log that could be pasted.');
  const { verb, object } = placeOf(source);
  const text = await prompter.text({
    message: `Paste the lines of ${source.title} of ${source.party}; they are not shown. The text ${verb} ${object}. A line with a single . ends it, Ctrl-D too`,
  });
  if (text.trim() === '') return prompter.print('Nothing was pasted.');
  try {
    const kept = await session.paste(source.id, text);
    const { file, lines, bytes } = kept;
    const left = leftOutOf(kept);
    prompter.print(
      `Kept as ${file}: ${lines} line${lines === 1 ? '' : 's'}, ${bytes} bytes${left === '' ? '' : `; ${left}`}. What reads it runs again.`,
    );
  } catch (cause) {
    if (!(cause instanceof UserError)) throw cause;
    prompter.print(cause.message);
  }
}

/** What could not be checked comes first. */
async function pickStep(session: Session, prompter: Prompter): Promise<string | undefined> {
  const { runbook } = session.runbook;
  const logs = stepsOf(runbook).filter(({ step }) => sourcesOf(runbook, step).length > 0);
  const reports = describeSteps(runbook, session.snapshot().state).filter(({ id }) =>
    logs.some(({ step }) => step.id === id),
  );
  if (reports.length === 0) return undefined;
  return prompter.select({
    message: 'For which check?',
    choices: [...reports]
      .sort((a, b) => Number(b.status === 'blocked') - Number(a.status === 'blocked'))
      .map(({ id, title, status, say }) => ({ value: id, name: `${title} (${status}: ${say})` })),
  });
}

async function pickSource(sources: readonly StepSource[], prompter: Prompter): Promise<StepSource | undefined> {
  if (sources.length < 2) return sources[0];
  const picked = await prompter.select({
    message: 'Which of these is it?',
    choices: sources.map(({ id, title, party, files }) => ({ value: id, name: `${title} of ${party}, ${files}` })),
  });
  return sources.find(({ id }) => id === picked);
}
