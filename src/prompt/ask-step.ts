import type { NewEvent, Setback, StepAnswer } from '../incident/events.ts';
import type { StepPreview } from '../incident/preview-step.ts';
import type { Session } from '../incident/session.ts';
import type { Step } from '../runbook/schema.ts';
import { isCheck, type WalkStep } from './open-steps.ts';
import type { Choice, Prompter } from './prompter.ts';
import { listWalkChoices, type WalkAction } from './walk-choices.ts';

/** What a person decided: an event to record, a check to run, or something about the walk itself. */
export type Decision =
  | { readonly type: 'record'; readonly event: NewEvent }
  | { readonly type: 'run'; readonly step: string; readonly confirmed: boolean }
  | { readonly type: 'paste'; readonly step?: string }
  | { readonly type: Exclude<WalkAction, 'paste'> };

/** Asks one step of a person and resolves to what they decided. It records nothing itself. */
export async function askStep(
  walkStep: WalkStep,
  of: { readonly prompter: Prompter; readonly session: Session },
): Promise<Decision> {
  const { step, report } = walkStep;
  const { prompter, session } = of;
  const walkChoices = listWalkChoices(session);
  printAbout(walkStep, prompter);
  if (isCheck(report) && step.risk === 'write') printPreview(await session.preview(step.id), prompter);
  const answers = answersOf(walkStep);
  const setbacks = isCheck(report) ? ['skipped' as const] : (Object.keys(setbackNames) as Setback[]);
  const value = await prompter.select({
    message: report.text,
    choices: [
      ...answers.map(({ value, name }) => ({ value: `answer:${value}`, name })),
      ...(step.log === undefined ? [] : [{ value: 'paste:', name: 'Paste log text for it' }]),
      ...setbacks.map((as) => ({ value: `set-back:${as}`, name: setbackNames[as] })),
      ...walkChoices,
    ],
  });
  const walkChoice = walkChoices.find((choice) => choice.value === value);
  if (walkChoice !== undefined) return { type: walkChoice.value };
  const [kind, picked = ''] = split(value);
  if (kind === 'paste') return { type: 'paste', step: step.id };
  if (kind === 'set-back')
    return { type: 'record', event: await askSetback({ report, as: picked as Setback, prompter }) };
  if (isCheck(report)) {
    const confirmed =
      step.risk !== 'write' ||
      (await prompter.confirm({ message: `${step.id} changes something outside causebook. Run it?` }));
    return confirmed
      ? { type: 'run', step: step.id, confirmed }
      : { type: 'record', event: { type: 'set-back', step: step.id, as: 'skipped', reason: 'not confirmed' } };
  }
  return {
    type: 'record',
    event: { type: 'answered', step: step.id, answer: await askAnswer({ walkStep, picked, prompter }) },
  };
}

const setbackNames: { readonly [S in Setback]: string } = {
  unknown: "Don't know",
  waiting: 'Waiting for it',
  'cannot-get': 'Cannot get it',
  skipped: 'Skip it',
};

function printAbout({ step, report }: WalkStep, { print }: Prompter): void {
  const whom =
    report.party === undefined
      ? 'you'
      : `${report.party.name}${report.party.contact === undefined ? '' : ` (${report.party.contact})`}`;
  const what =
    report.kind === 'ask'
      ? `Question ${step.id}, to ${whom}`
      : report.kind === 'do'
        ? `Action ${step.id}, by ${whom}`
        : `Check ${step.id}, ${report.kind}`;
  print('');
  print(report.title === report.text || report.title === step.id ? what : `${what}: ${report.title}`);
  if (report.why !== undefined) print(`Why: ${report.why}`);
  if (report.hint !== undefined) print(`How: ${report.hint}`);
  for (const { title, means } of step.cases ?? []) print(`If ${title}: ${means}`);
  if (isCheck(report) && step.risk === 'read')
    print(`It would run: ${JSON.stringify(step[report.kind as keyof Step])}`);
}

/** Exactly what a check would do, before anyone is asked whether it may. */
function printPreview({ status, reason, unblock, touches }: StepPreview, { print }: Prompter): void {
  for (const { what, text, writes } of touches)
    print(`It would ${writes ? 'CHANGE SOMETHING' : 'touch'}: ${what} ${text}`);
  if (status !== 'ready') print(`It would not run: ${reason ?? status}`);
  if (unblock !== undefined) print(unblock);
}

function answersOf({ step, report }: WalkStep): readonly Choice[] {
  if (isCheck(report))
    return [{ value: 'run', name: step.risk === 'write' ? 'Run it: it changes something' : 'Run it again' }];
  if (step.choices !== undefined && step.choices.length > 0)
    return step.choices.map(({ id, label }) => ({ value: id, name: label }));
  return [{ value: '', name: report.kind === 'do' ? 'Done' : 'Type the answer' }];
}

async function askSetback(of: {
  readonly report: WalkStep['report'];
  readonly as: Setback;
  readonly prompter: Prompter;
}): Promise<NewEvent> {
  const { report, as, prompter } = of;
  const reason =
    as === 'skipped' || as === 'cannot-get' ? await prompter.input({ message: 'Why? (Enter for no reason)' }) : '';
  return {
    type: 'set-back',
    step: report.id,
    as,
    ...(reason === '' ? {} : { reason }),
    ...(as !== 'waiting' || report.party === undefined ? {} : { from: report.party.name }),
  };
}

async function askAnswer(of: {
  readonly walkStep: WalkStep;
  readonly picked: string;
  readonly prompter: Prompter;
}): Promise<StepAnswer> {
  const { walkStep, picked, prompter } = of;
  const { step, report } = walkStep;
  const by = report.party === undefined ? {} : { by: report.party.name };
  if (picked === '') {
    const text = await askText(report.kind === 'do', prompter);
    return { quality: 'looked', ...by, ...(text === '' ? {} : { text }) };
  }
  // How well it is known changes what it counts; where nothing counts it, nobody has to say.
  const quality = step.observes === undefined ? 'looked' : await askQuality(prompter);
  return { quality, choice: picked, ...by };
}

async function askText(mayBeEmpty: boolean, { input }: Prompter): Promise<string> {
  for (;;) {
    const text = await input({ message: mayBeEmpty ? 'What did you see? (Enter for nothing)' : 'The answer' });
    if (mayBeEmpty || text !== '') return text;
  }
}

async function askQuality(prompter: Prompter): Promise<StepAnswer['quality']> {
  const value = await prompter.select({
    message: 'How is it known?',
    choices: [
      { value: 'looked', name: 'Someone looked it up for this' },
      { value: 'document', name: 'It stands in an exported document' },
      { value: 'recollected', name: 'From memory' },
    ],
  });
  return value as StepAnswer['quality'];
}

function split(value: string): readonly string[] {
  const at = value.indexOf(':');
  return at === -1 ? [value] : [value.slice(0, at), value.slice(at + 1)];
}
