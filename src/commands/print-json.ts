/**
 * Prints a value as JSON on standard output. Characters that a terminal would obey (C1 controls, bidi controls) are
 * escaped, which JSON allows everywhere in a string.
 */
export function printJson(value: unknown): void {
  process.stdout.write(`${toSafeJson(JSON.stringify(value, null, 2))}\n`);
}

/** The same on one line, for one object after another. */
export function printJsonLine(value: unknown): void {
  process.stdout.write(`${toSafeJson(JSON.stringify(value))}\n`);
}

/** Escapes in JSON what a terminal would obey. */
export function toSafeJson(json: string): string {
  return json.replace(unsafe, escapeCharacter);
}

const unsafe = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
