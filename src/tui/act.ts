import type { Setback } from '../incident/events.ts';
import { maxRowLength } from '../plot/cells.ts';
import { toVisibleLines } from '../redact/visible.ts';
import type { Command } from './binding.ts';
import { edit, emptyField } from './field/text-field.ts';
import { openSearch } from './finder/act-finder.ts';
import { openFinder } from './finder/finder.ts';
import { seek } from './finder/seek.ts';
import { frameOf, itemCount } from './frame.ts';
import { type Item, itemsOf } from './items.ts';
import type { Focus } from './layout.ts';
import { nextStep } from './next-step.ts';
import { actPaste, openPaste } from './paste/act-paste.ts';
import { record, submit } from './record.ts';
import type { Updated } from './request.ts';
import { createLocal, type Overlay, resultId, type Screen } from './screen.ts';
import { shownText } from './shown-text.ts';
import { findStep, numberOf, stateOf, stepsOf, type World } from './world.ts';

/** Does what a command says. Pure: what the incident must hear of goes out as requests. */
export function act(screen: Screen, given: { readonly command: Command; readonly key: string }, world: World): Updated {
  const { local } = screen;
  if (screen.paste !== undefined) return actPaste(screen, given);
  switch (given.command) {
    case 'up':
      return [move(screen, -1, world), []];
    case 'down':
      return [move(screen, 1, world), []];
    case 'page-up':
      return [page(screen, -1, world), []];
    case 'page-down':
      return [page(screen, 1, world), []];
    case 'first':
      return [move(screen, Number.NEGATIVE_INFINITY, world), []];
    case 'last':
      return [move(screen, Number.POSITIVE_INFINITY, world), []];
    case 'left':
      if (screen.overlay !== undefined) return [shift(screen, -shiftColumns), []];
      return [focusBy(screen, -1, false), []];
    case 'right':
      if (screen.overlay !== undefined) return [shift(screen, shiftColumns), []];
      return [focusBy(screen, 1, false), []];
    case 'previous-panel':
      return [focusBy(screen, -1, true), []];
    case 'next-panel':
      return [focusBy(screen, 1, true), []];
    case 'choose':
      return choose(screen, world);
    case 'number':
      return answerItem(screen, itemAt(screen, world, Number(given.key) - 1), world);
    case 'unknown':
    case 'waiting':
    case 'cannot-get':
      return setBack(screen, given.command, world);
    case 'skip':
      return [{ ...screen, writing: { purpose: 'skip', field: emptyField } }, []];
    case 'remark':
      return [{ ...screen, writing: { purpose: 'remark', field: emptyField } }, []];
    case 'quality':
      return [{ ...screen, local: { ...local, quality: nextQuality[local.quality] } }, []];
    case 'best':
      return [goTo(screen, nextStep(world, local.step) ?? local.step), []];
    case 'result':
      return [{ ...screen, overlay: undefined, focus: 'step', local: createLocal(resultId, true) }, []];
    case 'paste':
      return openPaste(screen, '');
    case 'rerun':
      return rerun(screen, world);
    case 'refresh':
      return [screen, [{ type: 'refresh' }]];
    case 'confirm':
      return [{ ...screen, overlay: undefined }, [{ type: 'rerun', step: local.step, confirmed: true }]];
    case 'cancel':
      return [screen, [{ type: 'cancel', step: local.step }]];
    case 'undo':
      return [screen, [{ type: 'undo' }]];
    case 'why':
    case 'note':
    case 'compare':
    case 'help':
      return [toggle(screen, given.command), []];
    case 'submit':
      return submit(screen, world);
    case 'back':
      return [back(screen), []];
    case 'quit':
      return [screen, [{ type: 'leave', as: 'quit' }]];
    case 'clear':
      return [clear(screen), []];
    case 'find':
      return [openSearch(screen), []];
    case 'actions':
      return [{ ...screen, finder: openFinder('actions') }, []];
    case 'wrap':
      return [toggleWrap(screen), []];
    case 'next-match':
    case 'previous-match': {
      const by = given.command === 'next-match' ? 1 : -1;
      return [seek(screen, { query: screen.overlay?.sought?.query ?? '', by }, world), []];
    }
    case 'copy':
    case 'view':
      return [screen, [{ type: given.command, ...shownText(screen, world) }]];
    case 'copy-command': {
      const command = stateOf(world, local.step)?.result?.command ?? '';
      return [screen, [{ type: 'copy', what: 'the command', text: toVisibleLines(command) }]];
    }
    case 'suspend':
    case 'redraw':
      return [screen, [{ type: given.command }]];
    case 'pick':
    case 'keep':
    case 'take':
    case 'start':
    case 'report':
    case 'next-section':
    case 'interrupt':
      // These belong to the page for pasting, a search, and the first screen. The last needs to remember the key before it, so `update` deals with it.
      return [screen, []];
  }
}

function move(screen: Screen, by: number, world: World): Screen {
  if (screen.overlay === undefined && screen.focus === 'steps') return moveSelection(screen, by, world);
  if (screen.overlay === undefined && screen.focus === 'step') {
    const count = itemCount(screen, world);
    if (count > 0) return { ...screen, local: { ...screen.local, item: clamp(screen.local.item + by, count - 1) } };
  }
  return scroll(screen, by, world);
}

function page(screen: Screen, direction: number, world: World): Screen {
  const pane = frameOf(screen, world).panes.find(({ hasFocus }) => hasFocus);
  const by = direction * Math.max(1, (pane?.height ?? 2) - 2);
  if (screen.overlay === undefined && screen.focus === 'steps') return moveSelection(screen, by, world);
  return scroll(screen, by, world);
}

function moveSelection(screen: Screen, by: number, world: World): Screen {
  const steps = stepsOf(world.runbook);
  // The result stands before the first step.
  const to = clamp(numberOf(world, screen.local.step) + 1 + by, steps.length) - 1;
  const id = steps[to]?.id ?? resultId;
  return id === screen.local.step ? screen : { ...screen, local: createLocal(id, true) };
}

function scroll(screen: Screen, by: number, world: World): Screen {
  const pane = frameOf(screen, world).panes.find(({ hasFocus }) => hasFocus);
  if (pane === undefined) return screen;
  const to = clamp(pane.above + by, pane.above + pane.below);
  if (screen.overlay !== undefined) return { ...screen, overlay: { ...screen.overlay, scroll: to } };
  if (screen.focus === 'ranking') return { ...screen, rankingScroll: to };
  // Who scrolls is reading: leading on would take the text away.
  return { ...screen, local: { ...screen.local, scroll: to, isChosen: true } };
}

/** How far a key goes to the right in cut lines. */
const shiftColumns = 20;

function shift(screen: Screen, by: number): Screen {
  const { overlay } = screen;
  if (overlay?.cutFrom === undefined) return screen;
  return { ...screen, overlay: { ...overlay, cutFrom: clamp(overlay.cutFrom + by, maxRowLength) } };
}

/** Rows are other ones then, so the page begins at its top, and what was found must be sought anew. */
function toggleWrap(screen: Screen): Screen {
  const { overlay } = screen;
  if (overlay === undefined) return screen;
  return {
    ...screen,
    overlay: { kind: overlay.kind, scroll: 0, ...(overlay.cutFrom === undefined ? { cutFrom: 0 } : {}) },
  };
}

function focusBy(screen: Screen, by: number, isRound: boolean): Screen {
  const order: readonly Focus[] = ['steps', 'step', 'ranking'];
  const to = order.indexOf(screen.focus) + by;
  const focus = order[isRound ? (to + order.length) % order.length : clamp(to, order.length - 1)];
  return { ...screen, focus: focus ?? screen.focus };
}

function choose(screen: Screen, world: World): Updated {
  if (screen.focus === 'steps') return [{ ...screen, focus: 'step' }, []];
  if (screen.focus === 'ranking') return [toggle(screen, 'why'), []];
  if (screen.local.step === resultId) return [toggle(screen, 'note'), []];
  if (stateOf(world, screen.local.step)?.kind === 'check') return [toggle(screen, 'details'), []];
  return answerItem(screen, itemAt(screen, world, screen.local.item), world);
}

function answerItem(screen: Screen, item: Item | undefined, world: World): Updated {
  if (item === undefined) return [screen, []];
  switch (item.kind) {
    case 'choice':
      return record(screen, { type: 'answer', answer: { choice: item.id }, says: item.label }, world);
    case 'done':
      return record(screen, { type: 'answer', answer: { text: 'done' }, says: 'done' }, world);
    case 'write':
      return [{ ...screen, writing: { purpose: 'answer', field: screen.local.draft } }, []];
    case 'setback':
      return setBack(screen, item.as, world);
  }
}

function setBack(screen: Screen, as: Exclude<Setback, 'skipped'>, world: World): Updated {
  const step = findStep(world, screen.local.step);
  const item = step === undefined ? undefined : itemsOf(step).find((one) => one.kind === 'setback' && one.as === as);
  return record(screen, { type: 'setback', as, says: item?.label ?? as }, world);
}

function rerun(screen: Screen, world: World): Updated {
  const { step } = screen.local;
  if (findStep(world, step)?.risk === 'write') return [toggle(screen, 'confirm'), [{ type: 'preview', step }]];
  return [screen, [{ type: 'rerun', step, confirmed: false }]];
}

function back(screen: Screen): Screen {
  const { writing } = screen;
  if (writing !== undefined) {
    const draft = writing.purpose === 'answer' ? writing.field : screen.local.draft;
    return { ...screen, writing: undefined, local: { ...screen.local, draft } };
  }
  return screen.overlay !== undefined ? { ...screen, overlay: undefined } : { ...screen, focus: 'step' };
}

function clear(screen: Screen): Screen {
  const { writing } = screen;
  return writing === undefined
    ? screen
    : { ...screen, writing: { ...writing, field: edit(writing.field, 'ctrl-u') ?? writing.field } };
}

function toggle(screen: Screen, kind: Overlay): Screen {
  return { ...screen, overlay: screen.overlay?.kind === kind ? undefined : { kind, scroll: 0 } };
}

function goTo(screen: Screen, step: string): Screen {
  return { ...screen, focus: 'step', local: createLocal(step) };
}

function itemAt(screen: Screen, world: World, index: number): Item | undefined {
  const step = findStep(world, screen.local.step);
  return step === undefined ? undefined : itemsOf(step)[index];
}

function clamp(value: number, max: number): number {
  return Math.max(0, Math.min(max, value));
}

const nextQuality = { looked: 'recollected', recollected: 'document', document: 'looked' } as const;
