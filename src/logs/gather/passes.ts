import { createTest } from '../condition.ts';
import type { Filter } from '../filter.ts';
import type { LogEvent } from '../log-event.ts';
import { createLineFinder } from '../pattern.ts';

/** The parts of a filter that are still to be tested; the window is tested elsewhere. */
export type Untested = Omit<Filter, 'window'>;

/** What a filter seeks in the lines themselves: whether it seeks anything, and what of it is still to be tested. */
export type Sought = { readonly isSought: boolean; readonly untested: Untested };

/** A test whether a line that did not parse has the text that is sought; undefined where none is. */
export function createIsSought({ isSought, untested }: Sought): ((text: string) => boolean) | undefined {
  if (!isSought) return undefined;
  const tests = textTestsOf(untested);
  return (line) => tests.every((test) => test(line));
}

/** Whether a filter seeks a text or a pattern in the lines. */
export function seeksText({ texts, regex }: Untested): boolean {
  return texts.length > 0 || regex !== undefined;
}

/** A test for what a search has not already made sure of; undefined where nothing is left. */
export function createPasses(untested: Untested): ((event: LogEvent) => boolean) | undefined {
  const tests = textTestsOf(untested).map(
    (test) =>
      ({ raw }: LogEvent) =>
        test(raw),
  );
  if (untested.where.length > 0) tests.push(createTest(untested.where));
  if (tests.length === 0) return undefined;
  return (event) => tests.every((test) => test(event));
}

function textTestsOf({ texts, regex }: Untested): readonly ((line: string) => boolean)[] {
  const pattern = regex === undefined ? undefined : createLineFinder(regex);
  return [
    ...(texts.length === 0 ? [] : [(line: string) => texts.some((text) => line.includes(text))]),
    ...(pattern === undefined ? [] : [(line: string) => pattern.exec(line) !== null]),
  ];
}
