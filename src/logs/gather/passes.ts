import { createTest } from '../condition.ts';
import type { Filter } from '../filter.ts';
import type { LogEvent } from '../log-event.ts';
import { createFinder } from '../pattern.ts';

/** The parts of a filter that are still to be tested; the window is tested elsewhere. */
export type Untested = Omit<Filter, 'window'>;

/** What a filter seeks in the lines themselves: whether it seeks anything, and what of it is still to be tested. */
export type Sought = { readonly isSought: boolean; readonly untested: Untested };

/** A test whether a line that did not parse has the text that is sought; undefined where none is. */
export function createIsSought({ isSought, untested }: Sought): ((text: string) => boolean) | undefined {
  if (!isSought) return undefined;
  const { texts, regex } = untested;
  const pattern = regex === undefined ? undefined : createFinder(regex);
  return (line) =>
    (texts.length === 0 || texts.some((text) => line.includes(text))) &&
    (pattern === undefined || pattern.exec(line) !== null);
}

/** Whether a filter seeks a text or a pattern in the lines. */
export function seeksText({ texts, regex }: Untested): boolean {
  return texts.length > 0 || regex !== undefined;
}

/** A test for what a search has not already made sure of; undefined where nothing is left. */
export function createPasses({ texts, regex, where }: Untested): ((event: LogEvent) => boolean) | undefined {
  const tests: ((event: LogEvent) => boolean)[] = [];
  if (texts.length > 0) tests.push(({ raw }) => texts.some((text) => raw.includes(text)));
  if (regex !== undefined) {
    const pattern = createFinder(regex);
    tests.push(({ raw }) => pattern.exec(raw) !== null);
  }
  if (where.length > 0) tests.push(createTest(where));
  if (tests.length === 0) return undefined;
  return (event) => tests.every((test) => test(event));
}
