import type { StepPreview } from '../incident/preview-step.ts';
import type { StepSource } from '../incident/session.ts';
import { act } from './act.ts';
import { edit, insert, maxText } from './field/text-field.ts';
import { actFinder, writeSearch } from './finder/act-finder.ts';
import { follow } from './follow.ts';
import { keyContextOf, modeOf } from './key-context.ts';
import { isKeyName } from './key-names.ts';
import { findBinding } from './keys.ts';
import { nextStep } from './next-step.ts';
import { addText, listed, openPaste } from './paste/act-paste.ts';
import type { Request, Updated } from './request.ts';
import { createLocal, resultId, type Screen } from './screen.ts';
import { findStep, titleOf, type World } from './world.ts';

/** What comes to the screen: keys and text from the person, a new snapshot, and what became of what it asked for. */
export type Happening =
  | { readonly type: 'changed' }
  | { readonly type: 'pressed'; readonly key: string }
  | { readonly type: 'typed'; readonly text: string }
  | { readonly type: 'pasted'; readonly text: string }
  | { readonly type: 'recorded'; readonly step: string; readonly says: string; readonly goesOn: boolean }
  | { readonly type: 'listed'; readonly step: string; readonly sources: readonly StepSource[] }
  | { readonly type: 'previewed'; readonly step: string; readonly preview: StepPreview }
  | { readonly type: 'undone'; readonly what: string | undefined }
  /** Something outside the incident was done. */
  | { readonly type: 'done'; readonly says: string }
  | { readonly type: 'failed'; readonly reason: string };

/** What a happening makes of the screen, and what is to be done about it. Pure. */
export function update(screen: Screen, happening: Happening, world: World): Updated {
  const [next, requests] = happen(screen, happening, world);
  const isRecording = next.isRecording || requests.some(({ type: kind }) => kind === 'record' || kind === 'paste');
  return [follow(isRecording === next.isRecording ? next : { ...next, isRecording }, world), requests];
}

function happen(screen: Screen, happening: Happening, world: World): Updated {
  switch (happening.type) {
    case 'changed':
      return [screen, []];
    case 'pressed':
      return press(screen, happening.key, world);
    case 'typed':
      return type(screen, happening.text, world);
    case 'pasted':
      return paste(screen, happening.text, world);
    case 'recorded':
      return [recorded({ ...screen, isRecording: false }, happening, world), []];
    case 'listed':
      return [listed(screen, happening), []];
    case 'previewed':
      return [previewed(screen, happening), []];
    case 'undone':
      return [undone(screen, happening.what, world), []];
    case 'done':
      return [{ ...screen, message: { text: happening.says, tone: 'pass' } }, []];
    case 'failed':
      return [{ ...screen, isRecording: false, message: { text: happening.reason, tone: 'error' } }, []];
  }
}

/** The page that asks may have been closed meanwhile. */
function previewed(screen: Screen, of: { readonly step: string; readonly preview: StepPreview }): Screen {
  const { overlay, local } = screen;
  if (overlay?.kind !== 'confirm' || local.step !== of.step) return screen;
  return { ...screen, overlay: { ...overlay, preview: of.preview } };
}

function press(screen: Screen, key: string, world: World): Updated {
  // A message is read by the time the next key comes; only ctrl-C remembers the one before it.
  const calm: Screen = { ...screen, message: undefined, isLeaving: false };
  const binding = findBinding(key, modeOf(screen));
  if (binding?.command === 'interrupt') {
    if (screen.isLeaving) return [screen, [{ type: 'leave', as: 'interrupted' }]];
    const text = 'ctrl-C again leaves; nothing is lost';
    return [{ ...calm, isLeaving: true, message: { text, tone: 'warn' } }, []];
  }
  if (binding === undefined) return type(calm, key, world);
  const reason = binding.off?.(keyContextOf(screen, world));
  if (reason !== undefined) return [{ ...calm, message: { text: `${binding.shows}: ${reason}`, tone: 'quiet' } }, []];
  if (calm.finder !== undefined) {
    return actFinder(calm, binding.command, { world, press: (bare, name) => press(bare, name, world) });
  }
  return act(calm, { command: binding.command, key }, world);
}

/** Several characters at once: into the field as text, else one key after another. A last return is the enter key. */
function type(screen: Screen, text: string, world: World): Updated {
  if (screen.paste !== undefined) return [typedIntoPaste(screen, text), []];
  if (screen.writing !== undefined) {
    const edited = edit(screen.writing.field, text);
    if (edited !== undefined) return [{ ...screen, writing: { ...screen.writing, field: edited } }, []];
    if (isKeyName(text)) return [screen, []];
    const isSent = /^[^\r\n]+[\r\n]$/.test(text);
    const filled = insertText(screen, isSent ? text.slice(0, -1) : text);
    return isSent ? press(filled, 'enter', world) : [filled, []];
  }
  if (text.length <= 1 || isKeyName(text)) return [writeSearch(screen, text, world), []];
  let state = screen;
  const requests: Request[] = [];
  for (const key of text) {
    const [next, more] = press(state, controlKeys[key] ?? key, world);
    state = next;
    requests.push(...more);
  }
  return [state, requests];
}

/** Keys that are no text do nothing here; while a source is being picked, a single letter is a slip of the finger. */
function typedIntoPaste(screen: Screen, text: string): Screen {
  if (isKeyName(text)) return screen;
  return modeOf(screen) === 'pick' && text.length === 1 ? screen : addText(screen, text, true);
}

function paste(screen: Screen, text: string, world: World): Updated {
  if (screen.paste !== undefined) return [addText(screen, text, false), []];
  if (screen.finder !== undefined) return [writeSearch(screen, text, world, true), []];
  if (screen.writing !== undefined) return [insertText(screen, text), []];
  const step = findStep(world, screen.local.step);
  const isWalking = modeOf(screen) === 'walk' || modeOf(screen) === 'inline';
  if (isWalking && keyContextOf(screen, world).noPaste === undefined) return openPaste(screen, text);
  const takesText = step?.ask !== undefined && (step.choices ?? []).length === 0 && isWalking;
  if (!takesText)
    return [{ ...screen, message: { text: 'There is no text field open to paste into', tone: 'quiet' } }, []];
  return [
    insertText({ ...screen, focus: 'step', writing: { purpose: 'answer', field: screen.local.draft } }, text),
    [],
  ];
}

function insertText(screen: Screen, text: string): Screen {
  const { writing } = screen;
  if (writing === undefined) return screen;
  const field = insert(writing.field, text);
  const isCut = writing.field.text.length + text.length > maxText && field.text.length === maxText;
  const message = isCut
    ? { text: `Only the first ${maxText} characters were kept: put the rest into a file`, tone: 'warn' as const }
    : undefined;
  return { ...screen, writing: { ...writing, field }, message };
}

function recorded(
  screen: Screen,
  { step, says, goesOn }: Extract<Happening, { type: 'recorded' }>,
  world: World,
): Screen {
  const message = { text: `${says}  (u takes it back)`, tone: 'pass' as const };
  // Someone who has gone elsewhere meanwhile stays there.
  if (!goesOn || screen.local.step !== step) return { ...screen, message };
  const next = nextStep(world, step);
  if (next !== undefined) return { ...screen, local: createLocal(next), focus: 'step', message };
  const awaited = [...world.snapshot.state.steps.values()].filter(({ status }) => status === 'waiting').length;
  const still = awaited === 0 ? '' : `, ${awaited} still awaited`;
  const text = `Every question has been dealt with${still}. This is the result: o shows the note`;
  return { ...screen, local: createLocal(resultId), focus: 'step', message: { text, tone: 'pass' } };
}

function undone(screen: Screen, what: string | undefined, world: World): Screen {
  if (what === undefined) return { ...screen, message: { text: 'There is nothing to take back', tone: 'quiet' } };
  const step = findStep(world, what);
  const text = `Taken back: ${what === 'pasted' ? 'the pasted text; what read it runs again' : step === undefined ? 'the last remark' : titleOf(world, step)}`;
  if (step === undefined) return { ...screen, message: { text, tone: 'pass' } };
  return { ...screen, local: createLocal(step.id, true), message: { text, tone: 'pass' } };
}

/** Keys that have no letter, where several came at once. */
const controlKeys: { readonly [character: string]: string } = {
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\u007f': 'backspace',
  '\u0003': 'ctrl-c',
};
