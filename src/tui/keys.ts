import type { Binding } from './binding.ts';
import type { KeyContext, Mode } from './key-context.ts';

const walk = ['walk'] as const;
const shown = ['walk', 'overlay'] as const;
const always = ['walk', 'overlay', 'confirm'] as const;
const everywhere = ['walk', 'overlay', 'field', 'confirm', 'paste', 'pick'] as const;
const listed = ['walk', 'overlay', 'pick'] as const;

const notAQuestion = (context: KeyContext) => {
  if (context.kind === 'check') return 'this is a check, not a question';
  return context.kind === 'result' ? 'this is the result, not a question' : notInSight(context);
};
const notInSight = (context: KeyContext) => (context.isStepShown ? undefined : 'open the step first (tab)');
const onQuestion = (place: number) => (context: KeyContext) => (context.focus === 'step' ? place : undefined);
const inOverlay = (place: number) => (context: KeyContext) => (context.mode === 'overlay' ? place : undefined);

/** The one table of keys: matching, footer, help screen and the list in the documentation all come from it. */
// biome-ignore format: one key, one line.
export const keyTable: readonly Binding[] = [
  { command: 'up', keys: ['up', 'k'], shows: '↑ k', label: 'up', help: 'Up, or scroll up', modes: listed },
  { command: 'down', keys: ['down', 'j'], shows: '↓ j', label: (context) => (context.focus === 'steps' && context.mode === 'walk' ? 'move' : 'scroll'), help: 'Down, or scroll down', modes: listed, footer: (context) => (context.mode === 'pick' || context.mode === 'overlay' || context.focus !== 'step' || context.kind === 'result' ? 0 : undefined) },
  { command: 'page-up', keys: ['pageup'], shows: 'pgup', label: 'page', help: 'A page up', modes: shown },
  { command: 'page-down', keys: ['pagedown', ' '], shows: 'pgdn', label: 'page', help: 'A page down (also space)', modes: shown, footer: inOverlay(1) },
  { command: 'first', keys: ['home', 'g'], shows: 'g home', label: 'top', help: 'To the top', modes: shown },
  { command: 'last', keys: ['end', 'G'], shows: 'G end', label: 'end', help: 'To the end', modes: shown },
  { command: 'left', keys: ['left', 'h'], shows: '← h', label: 'left', help: 'To the panel on the left', modes: walk },
  { command: 'right', keys: ['right', 'l'], shows: '→ l', label: 'right', help: 'To the panel on the right', modes: walk },
  { command: 'next-panel', keys: ['tab'], shows: 'tab', label: 'panel', help: 'Next panel: steps, current step, ranking', modes: walk, footer: (context) => (context.focus === 'step' ? 8 : 2) },
  { command: 'previous-panel', keys: ['shift-tab'], shows: '⇧tab', label: 'panel', help: 'Previous panel', modes: walk },
  { command: 'choose', keys: ['enter'], shows: 'enter', label: (context) => enterLabel(context), help: 'Give the marked answer; on a check its details; on the ranking why; on the result the note', modes: walk, footer: (context) => (context.kind === 'result' && context.focus === 'step' ? undefined : 1) },
  { command: 'number', keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'], shows: '1-9', label: 'answer', help: 'Give the answer with that number', modes: walk, off: notAQuestion, footer: onQuestion(0) },
  { command: 'unknown', keys: ['d'], shows: 'd', label: "don't know", help: "They don't know", modes: walk, off: notAQuestion },
  { command: 'waiting', keys: ['t'], shows: 't', label: 'waiting', help: 'Asked; the answer is awaited', modes: walk, off: notAQuestion },
  { command: 'cannot-get', keys: ['c'], shows: 'c', label: 'cannot get', help: 'It cannot be had, or cannot be done', modes: walk, off: notAQuestion },
  { command: 'skip', keys: ['s'], shows: 's', label: 'skip', help: 'Skip the step and say why', modes: walk, off: (context) => context.noSkip ?? notInSight(context), footer: onQuestion(5) },
  { command: 'quality', keys: ['f'], shows: 'f', label: 'known how', help: 'How the answer is known: they looked, from memory, from a document', modes: walk, off: notAQuestion, footer: onQuestion(4) },
  { command: 'best', keys: ['b'], shows: 'b', label: 'next', help: 'Go to the question worth most now', modes: walk, off: (context) => (context.hasNext ? undefined : 'nothing is left to ask: v shows the result'), footer: (context) => (context.kind === 'check' || context.kind === 'result' || context.focus === 'ranking' ? 3 : undefined) },
  { command: 'result', keys: ['v'], shows: 'v', label: 'result', help: 'The result: verdicts, what to do now, what could not be checked', modes: shown, footer: (context) => (context.mode === 'walk' && context.kind !== 'result' && !(context.hasNext && context.focus === 'step' && context.kind !== 'check') ? 5.5 : undefined) },
  { command: 'rerun', keys: ['r'], shows: 'r', label: 'run', help: 'Run the check, or run it again; one that changes something asks first', modes: walk, off: (context) => context.kind !== 'check' ? 'this is not a check' : context.isRunning ? 'it is running' : undefined, footer: onQuestion(2) },
  { command: 'refresh', keys: ['R'], shows: 'R', label: 'run stale', help: 'Run again every check whose result may no longer hold', modes: walk, off: (context) => (context.hasStale ? undefined : 'no result has gone stale'), footer: (context) => (context.kind === 'result' || context.kind === 'check' ? 2.5 : undefined) },
  { command: 'paste', keys: ['p'], shows: 'p', label: 'paste', help: 'Paste log text for the check, where a file is missing or to look again', modes: walk, off: (context) => context.noPaste, footer: (context) => (context.isBlocked && context.focus !== 'ranking' ? 1.5 : undefined) },
  { command: 'cancel', keys: ['x'], shows: 'x', label: 'cancel', help: 'Cancel the running check', modes: walk, off: (context) => (context.isRunning ? undefined : 'this step is not running'), footer: onQuestion(2) },
  { command: 'undo', keys: ['u'], shows: 'u', label: 'undo', help: 'Take back the last answer, skip or remark', modes: walk, footer: () => 6 },
  { command: 'remark', keys: ['n'], shows: 'n', label: 'remark', help: 'Write a remark into the incident', modes: walk },
  { command: 'why', keys: ['w'], shows: 'w', label: 'why', help: 'Why this score, and what this step would tell', modes: shown, footer: (context) => (context.mode === 'walk' ? 7 : undefined) },
  { command: 'note', keys: ['o', 'N'], shows: 'o', label: 'note', help: 'The incident note as it stands', modes: shown, footer: (context) => (context.kind === 'result' && context.mode === 'walk' ? 1.5 : undefined) },
  { command: 'submit', keys: ['enter'], shows: 'enter', label: 'keep', help: 'Keep what is written', modes: ['field'], footer: () => 0 },
  { command: 'keep', keys: ['enter', 'ctrl-d'], shows: 'enter ctrl-d', label: 'keep', help: 'Keep what is pasted, and run again what reads it', modes: ['paste'], footer: () => 0 },
  { command: 'pick', keys: ['enter', '1', '2', '3', '4', '5', '6', '7', '8', '9'], shows: 'enter 1-9', label: 'take', help: 'What is pasted is of this source', modes: ['pick'], footer: () => 0 },
  { command: 'clear', keys: ['ctrl-u'], shows: 'ctrl-u', label: 'clear', help: 'Clear to the start of the text', modes: ['field', 'paste'], footer: () => 2 },
  { command: 'confirm', keys: ['y'], shows: 'y', label: 'run it', help: 'Yes, run the check that changes something', modes: ['confirm'], off: (context) => context.noConfirm, footer: () => 0 },
  { command: 'back', keys: ['esc'], shows: 'esc', label: (context) => backLabels[context.mode], help: 'Close what lies on top; never leaves', modes: everywhere, footer: (context) => (context.mode === 'walk' ? undefined : 1) },
  { command: 'help', keys: ['?'], shows: '?', label: 'help', help: 'This page', modes: always, footer: () => 90 },
  { command: 'quit', keys: ['q'], shows: 'q', label: 'quit', help: 'Leave; everything is saved', modes: always, footer: () => 91 },
  { command: 'interrupt', keys: ['ctrl-c'], shows: 'ctrl-C', label: 'leave', help: 'Twice: leave; nothing is lost', modes: everywhere },
];

/** The binding of a key in a mode; undefined for a key that means nothing there. */
export function findBinding(key: string, mode: Mode): Binding | undefined {
  return keyTable.find((binding) => binding.modes.includes(mode) && binding.keys.includes(key));
}

/** The label of a binding as it stands now. */
export function labelOf(binding: Binding, context: KeyContext): string {
  return typeof binding.label === 'string' ? binding.label : binding.label(context);
}

/** The keys worth showing now, the most useful first, help and quit last. */
export function footerBindings(context: KeyContext): readonly Binding[] {
  return keyTable
    .filter((binding) => binding.modes.includes(context.mode) && binding.off?.(context) === undefined)
    .flatMap((binding) => {
      const place = binding.footer?.(context);
      return place === undefined ? [] : [{ binding, place }];
    })
    .sort((a, b) => a.place - b.place)
    .map(({ binding }) => binding);
}

/** How to get help and how to leave, always; while a letter is text, after the key that closes the field; while nothing may be a key, that one alone. */
export function lastingBindings({ mode }: KeyContext): readonly Binding[] {
  if (mode === 'paste' || mode === 'pick') return keyTable.filter(({ command }) => command === 'back');
  const commands = mode === 'field' ? ['back', 'help', 'quit'] : ['help', 'quit'];
  return keyTable.filter(({ command }) => commands.includes(command));
}

const backLabels = {
  walk: 'back',
  overlay: 'close',
  field: 'back:',
  confirm: 'back',
  paste: 'back',
  pick: 'back',
} as const;

function enterLabel(context: KeyContext): string {
  if (context.focus === 'steps') return 'open';
  if (context.focus === 'ranking') return 'why';
  if (context.kind === 'result') return 'note';
  return context.kind === 'check' ? 'details' : context.isWriteItem ? 'write' : 'choose';
}
