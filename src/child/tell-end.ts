import type { ChildEnd } from './run-child.ts';

/** How a program that did not end well ended, after "it": `it ended with exit code 3`. Undefined where it ended with 0. */
export function tellEnd(end: ChildEnd): string | undefined {
  switch (end.how) {
    case 'exited':
      return end.code === 0 ? undefined : `it ended with exit code ${end.code}`;
    case 'killed':
      return `it was ended by ${end.signal}`;
    case 'not-started':
      return end.why;
  }
}
