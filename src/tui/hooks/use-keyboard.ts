import { type Key, useInput, usePaste } from 'ink';

/** What the keyboard says: a key by its name in the key table, several characters at once, or a paste. */
export type Keyboard = {
  readonly onKey: (key: string) => void;
  readonly onText: (text: string) => void;
  readonly onPaste: (text: string) => void;
};

/** Listens to the keyboard. The one input hook of the screen; it stays mounted, because Ink drops keys while one is swapped. */
export function useKeyboard(keyboard: Keyboard): void {
  useInput((input, key) => {
    if (key.eventType === 'release') return;
    const name = nameOf(input, key);
    if (name !== undefined) keyboard.onKey(name);
    else if (input !== '' && !key.meta) keyboard.onText(input);
  });
  usePaste(keyboard.onPaste);
}

function nameOf(input: string, key: Key): string | undefined {
  if (key.ctrl) return input === '' ? undefined : `ctrl-${input.toLowerCase()}`;
  if (key.tab) return key.shift ? 'shift-tab' : 'tab';
  const named = names.find(([flag]) => key[flag] === true);
  if (named !== undefined) return named[1];
  return !key.meta && [...input].length === 1 ? input : undefined;
}

const names = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'pageup'],
  ['pageDown', 'pagedown'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['escape', 'esc'],
  ['backspace', 'backspace'],
  ['delete', 'delete'],
] as const satisfies readonly (readonly [keyof Key, string])[];
