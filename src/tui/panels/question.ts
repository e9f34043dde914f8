import type { StepAnswer } from '../../incident/events.ts';
import type { StepState } from '../../incident/state.ts';
import { renderAgo } from '../../report/ago.ts';
import type { Step } from '../../runbook/schema.ts';
import { renderTime } from '../clock.ts';
import { isRecorded, itemsOf } from '../items.ts';
import { blank, type Line, line, span, spread, widthOf } from '../line.ts';
import { checkingNow } from '../next-step.ts';
import type { Local } from '../screen.ts';
import { knownOf, statusOf } from '../status.ts';
import { statusWords } from '../theme.ts';
import { fillInputs, partyOf, stateOf, type World } from '../world.ts';
import { hanging, paragraph } from '../wrap.ts';

/** How an answer is known, in the words of the screen. */
export const knownWords: { readonly [Q in StepAnswer['quality']]: string } = {
  looked: 'they looked',
  recollected: 'from memory',
  document: 'from a document',
};

/** The text of a question or action: to whom, what, why, how to find out, and what has been recorded. */
export function questionLines(world: World, step: Step, columns: number): readonly Line[] {
  const party = partyOf(world, step);
  const to = step.ask === undefined ? 'Done by' : 'Ask';
  const contact = party?.contact === undefined ? '' : `  ${party.contact}`;
  const state = stateOf(world, step.id);
  return [
    ...knownLines(world, step, columns),
    ...(party === undefined
      ? []
      : [line(span(`${to} `, 'label'), span(`${party.name} (${party.role})`), span(contact, 'quiet'))]),
    ...paragraph(fillInputs(world, step.ask ?? step.do ?? ''), columns, { tone: 'strong' }),
    ...(state === undefined ? [] : recordedLines(world, step, state, columns)),
    ...(step.why === undefined ? [] : [blank, ...hanging('Why ', fillInputs(world, step.why), columns)]),
    ...(step.hint === undefined ? [] : hanging('Hint', fillInputs(world, step.hint), columns)),
  ];
}

/** The numbered answers with the setbacks after them, and how the answer is known. */
export function itemLines(
  world: World,
  options: { readonly step: Step; readonly local: Local; readonly hasFocus: boolean; readonly columns: number },
): readonly Line[] {
  const { step, local, columns } = options;
  const state = stateOf(world, step.id);
  const items = itemsOf(step).map((item, index) => {
    const isChosen = index === local.item;
    const letter = item.kind === 'setback' ? setbackKeys[item.as] : '';
    const recorded = isRecorded(item, state) ? `${world.theme.glyphs.status.pass} recorded` : '';
    const left = line(
      span(`${isChosen ? world.theme.glyphs.chosen : ' '} `, 'focus'),
      span(`${index < 9 ? index + 1 : ' '}  `, 'key'),
      span(fillInputs(world, item.label), item.kind === 'setback' ? 'quiet' : 'plain'),
    );
    const row = spread(
      left,
      line(span(recorded === '' ? '' : `  ${recorded}`, 'pass'), span(letter === '' ? '' : ` ${letter}`, 'key')),
      columns,
    );
    return isChosen && options.hasFocus ? { ...row, isSelected: true } : row;
  });
  const known = line(span('Known how? ', 'label'), span(knownWords[local.quality]), span('  f changes it', 'quiet'));
  return [...items, known];
}

/** Why the question need not be asked: another step has seen what it asks for, or is about to. */
function knownLines(world: World, step: Step, columns: number): readonly Line[] {
  const known = statusOf(world, step.id) === 'known' ? knownOf(world, step.id) : undefined;
  if (known !== undefined) {
    const how = known.quality === 'checked' ? 'measured by' : 'answered in';
    const text = `Already ${how} ${known.step}: ${known.say}`;
    const mark = `${world.theme.glyphs.status.known} `;
    // Two rows of it leave room for the question on a small terminal; the step it names has it whole.
    return [
      ...paragraph(text, columns - mark.length, { max: 2 }).map((row, index) =>
        line(span(index === 0 ? mark : ' '.repeat(mark.length), 'label'), ...row.spans),
      ),
      ...hanging(' ', 'Answer it only if a party says otherwise.', columns, 'quiet'),
      blank,
    ];
  }
  const checking = statusOf(world, step.id) === 'pending' ? checkingNow(world, step.id) : undefined;
  if (checking === undefined) return [];
  return [
    ...hanging(world.theme.glyphs.status.running, `${checking.id} is about to tell this: wait for it.`, columns),
    blank,
  ];
}

function recordedLines(world: World, step: Step, state: StepState, columns: number): readonly Line[] {
  const at = state.at === undefined ? '' : `, ${renderTime(state.at)}`;
  if (state.answer !== undefined) {
    const { answer } = state;
    const label = step.choices?.find(({ id }) => id === answer.choice)?.label ?? answer.text ?? '';
    const by = answer.by === undefined ? '' : `${answer.by}, `;
    const mark = `${world.theme.glyphs.status[state.status]} `;
    return [
      ...paragraph(`${mark}${label}`, columns, { tone: state.status, max: 4 }),
      line(span(`${' '.repeat(widthOf(mark))}${by}${knownWords[answer.quality]}${at}`, 'quiet')),
    ];
  }
  if (state.setback === undefined) return [];
  const { as, reason, from } = state.setback;
  if (as === 'waiting' && from !== undefined && state.at !== undefined) {
    const ago = renderAgo(world.now - Date.parse(state.at));
    return paragraph(`${world.theme.glyphs.status[state.status]} asked ${from} ${ago}${at}`, columns, {
      tone: state.status,
      max: 4,
    });
  }
  const word = as === 'unknown' ? "don't know" : as === 'cannot-get' ? 'cannot get' : statusWords[state.status];
  const text = `${world.theme.glyphs.status[state.status]} ${word}${reason === undefined ? '' : `: ${reason}`}${at}`;
  return paragraph(text, columns, { tone: state.status, max: 4 });
}

const setbackKeys = { unknown: 'd', waiting: 't', 'cannot-get': 'c' } as const;
