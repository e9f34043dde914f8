import { toVisible } from '../redact/visible.ts';

/** Prints lines on standard output, made safe for a terminal. */
export function printLines(lines: readonly string[]): void {
  for (const line of lines) process.stdout.write(`${toVisible(line)}\n`);
}
