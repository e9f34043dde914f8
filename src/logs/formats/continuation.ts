import type { Definition } from './definition.ts';
import type { LineParser } from './format.ts';
import { compilePattern } from './pattern.ts';

/** How a definition knows that a line goes on with the event above it; `isEvent` tells the beginning of one. */
export function openContinuation(
  { continuation }: Definition,
  isEvent: (text: string) => boolean,
): LineParser['isContinuation'] {
  if (continuation === undefined) return undefined;
  if (continuation === 'rest') return (text) => !isEvent(text);
  const { regex } = compilePattern(continuation.pattern, () => false);
  return (text) => regex.test(text);
}
