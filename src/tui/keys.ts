import type { Binding } from './binding.ts';
import type { KeyContext, Mode } from './key-context.ts';

const walk = ['walk'] as const;
const asked = ['walk', 'inline'] as const;
const shown = ['walk', 'inline', 'overlay'] as const;
const shownAtHome = ['walk', 'overlay', 'home'] as const;
const sought = ['walk', 'inline', 'overlay', 'home'] as const;
const always = ['walk', 'inline', 'overlay', 'confirm', 'home'] as const;
const everywhere = ['walk', 'inline', 'overlay', 'field', 'confirm', 'paste', 'pick', 'search', 'home'] as const;
const listed = ['walk', 'inline', 'overlay', 'pick', 'home'] as const;

const notAQuestion = (context: KeyContext) => {
  if (context.kind === 'check') return 'this is a check, not a question';
  return context.kind === 'result' ? 'this is the result, not a question' : notInSight(context);
};
const notInSight = (context: KeyContext) => (context.isStepShown ? undefined : 'open the step first (tab)');
const isWalk = ({ mode }: KeyContext) => mode === 'walk' || mode === 'inline';
const onQuestion = (place: number) => (context: KeyContext) => (context.focus === 'step' ? place : undefined);
const inOverlay = (place: number) => (context: KeyContext) => (context.mode === 'overlay' ? place : undefined);

/** The one table of keys: matching, footer, help screen and the list in the documentation all come from it. */
// biome-ignore format: one key, one line.
export const keyTable: readonly Binding[] = [
  { command: 'up', keys: ['up', 'k'], shows: '↑ k', label: 'up', help: 'Up, or scroll up', modes: listed },
  { command: 'down', keys: ['down', 'j'], shows: '↓ j', label: (context) => ((context.focus === 'steps' && context.mode === 'walk') || context.mode === 'home' ? 'move' : 'scroll'), help: 'Down, or scroll down', modes: listed, footer: (context) => (context.mode === 'pick' || context.mode === 'home' || context.mode === 'overlay' || context.focus !== 'step' || (context.kind === 'result' && context.mode === 'walk') ? 0 : undefined) },
  { command: 'page-up', keys: ['pageup'], shows: 'pgup', label: 'page', help: 'A page up', modes: shownAtHome },
  { command: 'page-down', keys: ['pagedown', ' '], shows: 'pgdn', label: 'page', help: 'A page down (also space)', modes: shownAtHome, footer: inOverlay(1) },
  { command: 'first', keys: ['home', 'g'], shows: 'g home', label: 'top', help: 'To the top', modes: shownAtHome },
  { command: 'last', keys: ['end', 'G'], shows: 'G end', label: 'end', help: 'To the end', modes: shownAtHome },
  { command: 'left', keys: ['left', 'h'], shows: '← h', label: 'left', help: 'To the panel on the left', modes: walk },
  { command: 'right', keys: ['right', 'l'], shows: '→ l', label: 'right', help: 'To the panel on the right', modes: walk },
  { command: 'left', keys: ['left', 'h'], shows: '← h', label: 'left', help: 'To the left in lines that are cut', modes: ['overlay'], off: (context) => context.noShift },
  { command: 'right', keys: ['right', 'l'], shows: '→ l', label: 'right', help: 'To the right in lines that are cut', modes: ['overlay'], off: (context) => context.noShift, footer: () => 2.2 },
  { command: 'wrap', keys: ['W'], shows: 'W', label: (context) => (context.noShift === undefined ? 'wrap' : 'cut'), help: 'Cut the long lines of a check instead of wrapping them, or wrap them again', modes: ['overlay'], off: (context) => context.noCut, footer: () => 2.4 },
  { command: 'next-panel', keys: ['tab'], shows: 'tab', label: 'panel', help: 'Next panel: steps, current step, ranking', modes: walk, footer: (context) => (context.focus === 'step' ? 8 : 2) },
  { command: 'previous-panel', keys: ['shift-tab'], shows: '⇧tab', label: 'panel', help: 'Previous panel', modes: walk },
  { command: 'choose', keys: ['enter'], shows: 'enter', label: (context) => enterLabel(context), help: 'Give the marked answer; on a check its details; on the ranking why; on the result the note', modes: asked, footer: (context) => (context.kind === 'result' && context.focus === 'step' ? undefined : 1) },
  { command: 'number', keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'], shows: '1-9', label: 'answer', help: 'Give the answer with that number', modes: asked, off: notAQuestion, footer: onQuestion(0) },
  { command: 'unknown', keys: ['d'], shows: 'd', label: "don't know", help: "They don't know", modes: asked, off: notAQuestion },
  { command: 'waiting', keys: ['t'], shows: 't', label: 'waiting', help: 'Asked; the answer is awaited', modes: asked, off: notAQuestion },
  { command: 'cannot-get', keys: ['c'], shows: 'c', label: 'cannot get', help: 'It cannot be had, or cannot be done', modes: asked, off: notAQuestion },
  { command: 'skip', keys: ['s'], shows: 's', label: 'skip', help: 'Skip the step and say why', modes: asked, off: (context) => context.noSkip ?? notInSight(context), footer: onQuestion(5) },
  { command: 'quality', keys: ['f'], shows: 'f', label: 'known how', help: 'How the answer is known: they looked, from memory, from a document', modes: asked, off: notAQuestion, footer: onQuestion(4) },
  { command: 'best', keys: ['b'], shows: 'b', label: 'next', help: 'Go to the question worth most now', modes: asked, off: (context) => (context.hasNext ? undefined : 'nothing is left to ask: v shows the result'), footer: (context) => (context.kind === 'check' || context.kind === 'result' || context.focus === 'ranking' ? 3 : undefined) },
  { command: 'result', keys: ['v'], shows: 'v', label: 'result', help: 'The result: verdicts, what to do now, what could not be checked', modes: shown, footer: (context) => (isWalk(context) && context.kind !== 'result' && !(context.hasNext && context.focus === 'step' && context.kind !== 'check') ? 5.5 : undefined) },
  { command: 'rerun', keys: ['r'], shows: 'r', label: 'run', help: 'Run the check, or run it again; one that changes something asks first', modes: asked, off: (context) => context.kind !== 'check' ? 'this is not a check' : context.isRunning ? 'it is running' : undefined, footer: onQuestion(2) },
  { command: 'refresh', keys: ['R'], shows: 'R', label: 'run stale', help: 'Run again every check whose result may no longer hold', modes: asked, footer: (context) => (context.hasStale && (context.kind === 'result' || context.kind === 'check') ? 2.5 : undefined) },
  { command: 'paste', keys: ['p'], shows: 'p', label: 'paste', help: 'Paste log text for the check, where a file is missing or to look again', modes: asked, off: (context) => context.noPaste, footer: (context) => (context.isBlocked && context.focus !== 'ranking' ? 1.5 : undefined) },
  { command: 'cancel', keys: ['x'], shows: 'x', label: 'cancel', help: 'Cancel the running check', modes: asked, off: (context) => (context.isRunning ? undefined : 'this step is not running'), footer: onQuestion(2) },
  { command: 'undo', keys: ['u'], shows: 'u', label: 'undo', help: 'Take back the last answer, skip or remark', modes: asked, footer: () => 6 },
  { command: 'remark', keys: ['n'], shows: 'n', label: 'remark', help: 'Write a remark into the incident', modes: asked },
  { command: 'why', keys: ['w'], shows: 'w', label: 'why', help: 'Why this score, and what this step would tell', modes: shown, footer: (context) => (isWalk(context) ? 7 : undefined) },
  { command: 'compare', keys: ['a'], shows: 'a', label: 'compare', help: 'Answers and checks that contradict each other, side by side', modes: shown, off: (context) => context.noCompare },
  { command: 'note', keys: ['o'], shows: 'o', label: 'note', help: 'The incident note as it stands', modes: shown, footer: (context) => (context.kind === 'result' && isWalk(context) ? 1.5 : undefined) },
  { command: 'view', keys: ['O'], shows: 'O', label: 'pager', help: 'What is looked at, in your $PAGER (else less, else $EDITOR)', modes: shown },
  { command: 'copy', keys: ['y'], shows: 'y', label: 'copy', help: 'Copy what is looked at: the question, the finding with its evidence, the note', modes: shown, footer: inOverlay(3) },
  { command: 'copy-command', keys: ['Y'], shows: 'Y', label: 'copy command', help: 'Copy the command that repeats the check', modes: shown, off: (context) => context.noCommand },
  { command: 'start', keys: ['enter'], shows: 'enter', label: (context) => (context.isIncident ? 'go on' : 'start'), help: 'Start the marked runbook, or go on with the marked incident', modes: ['home'], footer: () => 1 },
  { command: 'report', keys: ['p'], shows: 'p', label: 'bug report', help: 'Paste a bug report: which runbook it is for, and what it says of the inputs', modes: ['home'], footer: () => 3 },
  { command: 'next-section', keys: ['tab'], shows: 'tab', label: 'incidents, runbooks', help: 'To the runbooks, and back to the incidents', modes: ['home'], footer: () => 4 },
  { command: 'find', keys: ['/'], shows: '/', label: 'search', help: 'Search: for a step, in a page its text, at home a runbook or an incident', modes: sought, footer: (context) => (isWalk(context) ? undefined : 2) },
  { command: 'next-match', keys: ['n'], shows: 'n', label: 'next', help: 'The next place in the page that has what was searched for', modes: ['overlay'], off: (context) => context.noMatch, footer: () => 0.5 },
  { command: 'previous-match', keys: ['N'], shows: 'N', label: 'previous', help: 'The place before', modes: ['overlay'], off: (context) => context.noMatch },
  { command: 'actions', keys: [':', 'ctrl-p'], shows: ': ctrl-P', label: 'actions', help: 'Every action by its name', modes: sought, footer: (context) => (context.mode === 'home' ? 5 : 9) },
  { command: 'up', keys: ['up', 'ctrl-p'], shows: '↑', label: 'up', help: 'Up in what was found, or to the place before', modes: ['search'] },
  { command: 'down', keys: ['down', 'ctrl-n'], shows: '↓', label: 'next', help: 'Down in what was found, or to the next place', modes: ['search'], footer: () => 1.5 },
  { command: 'take', keys: ['enter'], shows: 'enter', label: 'take', help: 'Take what is marked; in a page, stay where it was found', modes: ['search'], footer: () => 0 },
  { command: 'submit', keys: ['enter'], shows: 'enter', label: 'keep', help: 'Keep what is written', modes: ['field'], footer: () => 0 },
  { command: 'keep', keys: ['enter', 'ctrl-d'], shows: 'enter ctrl-d', label: 'keep', help: 'Keep what is pasted: what reads it runs again, a bug report is matched', modes: ['paste'], footer: () => 0 },
  { command: 'pick', keys: ['enter', '1', '2', '3', '4', '5', '6', '7', '8', '9'], shows: 'enter 1-9', label: 'take', help: 'What is pasted is of this source', modes: ['pick'], footer: () => 0 },
  { command: 'clear', keys: ['ctrl-u'], shows: 'ctrl-u', label: 'clear', help: 'Clear to the start of the text', modes: ['field', 'paste', 'search'], footer: () => 2 },
  { command: 'confirm', keys: ['y'], shows: 'y', label: 'run it', help: 'Yes, run the check that changes something', modes: ['confirm'], off: (context) => context.noConfirm, footer: () => 0 },
  { command: 'back', keys: ['esc'], shows: 'esc', label: (context) => backLabels[context.mode], help: 'Close what lies on top; never leaves', modes: everywhere, footer: (context) => (isWalk(context) || context.mode === 'home' ? undefined : 1) },
  { command: 'help', keys: ['?'], shows: '?', label: 'help', help: 'Help: every key, and why one is off', modes: always, footer: () => 90 },
  { command: 'quit', keys: ['q'], shows: 'q', label: 'quit', help: 'Leave; everything is saved', modes: always, footer: () => 91 },
  { command: 'suspend', keys: ['ctrl-z'], shows: 'ctrl-Z', label: 'to the shell', help: 'To the shell; fg comes back', modes: everywhere },
  { command: 'redraw', keys: ['ctrl-l'], shows: 'ctrl-L', label: 'draw again', help: 'Draw the screen again, when something else has written on it', modes: everywhere },
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
  const commands = mode === 'field' || mode === 'search' ? ['back', 'help', 'quit'] : ['help', 'quit'];
  return keyTable.filter(({ command }) => commands.includes(command));
}

const backLabels = {
  walk: 'back',
  inline: 'back',
  overlay: 'close',
  field: 'back:',
  confirm: 'back',
  paste: 'back',
  pick: 'back',
  search: 'back:',
  home: 'back',
} as const;

function enterLabel(context: KeyContext): string {
  if (context.focus === 'steps') return 'open';
  if (context.focus === 'ranking') return 'why';
  if (context.kind === 'result') return 'note';
  return context.kind === 'check' ? 'details' : context.isWriteItem ? 'write' : 'choose';
}
