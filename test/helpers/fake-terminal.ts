import { PassThrough } from 'node:stream';

/** Two pipes in place of a terminal, and a reader that waits for what is written. */
export type FakeTerminal = {
  readonly stdin: PassThrough;
  readonly stdout: PassThrough;
  /** Everything written so far. */
  readonly output: () => string;
  /** Resolves when `text` has been written after what the last `reads` found. */
  readonly reads: (text: string) => Promise<void>;
  readonly type: (line: string) => void;
  readonly press: (keys: string) => void;
};

/** Creates a terminal for a front end under test. */
export function createFakeTerminal(): FakeTerminal {
  const stdin = new PassThrough();
  // As with process.stdout, nobody's pipe can end it.
  const stdout = Object.assign(new PassThrough(), { end: () => stdout }) as PassThrough;
  let output = '';
  let seen = 0;
  const checks = new Set<() => void>();
  stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString('utf8');
    for (const check of checks) check();
  });
  return {
    stdin,
    stdout,
    output: () => output,
    reads: (text) =>
      new Promise((resolve) => {
        const check = () => {
          const at = output.indexOf(text, seen);
          if (at === -1) return;
          seen = at + text.length;
          checks.delete(check);
          resolve();
        };
        checks.add(check);
        check();
      }),
    type: (line) => void stdin.write(`${line}\n`),
    press: (keys) => void stdin.write(keys),
  };
}
