import { toVisibleJson } from '../redact/visible.ts';

/** Prints a value as JSON on standard output, safe for a terminal. */
export function printJson(value: unknown): void {
  process.stdout.write(`${toVisibleJson(JSON.stringify(value, null, 2))}\n`);
}

/** The same on one line, for one object after another. */
export function printJsonLine(value: unknown): void {
  process.stdout.write(`${toVisibleJson(JSON.stringify(value))}\n`);
}
