import { createTest } from '../condition.ts';
import type { Filter } from '../filter.ts';
import type { LogEvent } from '../log-event.ts';
import { createFinder } from '../pattern.ts';

/** The parts of a filter that are still to be tested; the window is tested elsewhere. */
export type Untested = Omit<Filter, 'window'>;

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
