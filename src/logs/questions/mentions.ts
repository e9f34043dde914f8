import type { LogEvent } from '../log-event.ts';

/**
 * Finds which of some ids stand in a line as whole words: `pay_1` does not stand in `pay_10`. Each is given once, however often it
 * stands there.
 */
export function createMentions(ids: readonly string[]): (event: LogEvent) => readonly string[] {
  return ({ raw }) => ids.filter((id) => isIn(raw, id));
}

function isIn(text: string, id: string): boolean {
  for (let at = text.indexOf(id); at >= 0; at = text.indexOf(id, at + 1))
    if (
      !(isWord(text, at - 1) && isWord(text, at)) &&
      !(isWord(text, at + id.length) && isWord(text, at + id.length - 1))
    )
      return true;
  return false;
}

function isWord(text: string, at: number): boolean {
  return /\w/.test(text[at] ?? ' ');
}
