import { readFileSync } from 'node:fs';

/** A text with something secret in it, and the pieces that must not be left of it. */
export type HideSample = { readonly text: string; readonly hidden: readonly string[] };

/** The secret that a run knows, which the corpus has in many spellings. */
export const runSecret = read('run-secret.txt').trimEnd();

/** What must be hidden: see the head of the file. */
export const mustHide: readonly HideSample[] = linesOf('must-hide.txt').map((line) => {
  const text = line.replaceAll('~', '').replaceAll('⏎', '\n');
  return {
    text: text.replace(/[«»]/g, ''),
    hidden: Array.from(text.matchAll(/«([^»]*)»/g), ([, piece = '']) => piece),
  };
});

/** What must stay as it is. */
export const mustKeep: readonly string[] = linesOf('must-keep.txt');

function linesOf(name: string): readonly string[] {
  return read(name)
    .split('\n')
    .filter((line) => line !== '' && !/^# /.test(line));
}

function read(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8');
}

/** What must not reach a terminal as it is. Each has `escapeMark` in it, so that it is known to have been there. */
export const escapes: readonly string[] = linesOf('escapes.txt').map(
  (line) => JSON.parse(line.slice(line.indexOf(': "') + 2)) as string,
);

export const escapeMark = 'zq7';
