import { parseCondition } from '../../logs/condition.ts';
import type { Asked as AskedLog } from '../../logs/log-store.ts';
import { parseRegex } from '../../logs/regex.ts';
import type { TableUse } from '../../logs/source.ts';
import type { CheckContext } from '../check.ts';
import type { Asked } from './asked.ts';
import type { Part } from './assert-read.ts';
import type { Narrowing } from './question-schema.ts';
import { tellProgress } from './tell-progress.ts';

/** What was gathered of one log, and which part of it was asked for. */
export type AskedPart = Part & AskedLog & { readonly use: TableUse };

/** Asks each log of a step what is to be asked of it. A question without a filter of its own has that of the step. */
export function askParts(
  { questions, refsOf }: Pick<Asked, 'questions' | 'refsOf'>,
  given: Narrowing & { readonly source?: string | undefined },
  context: CheckContext,
): readonly Promise<AskedPart>[] {
  const { logs, window, signal } = context;
  return questions.map(async ({ source = given.source ?? '', match, regex, where, spec }, index) => {
    // Without a log of its own, a step narrows each of its hops.
    const step: Narrowing = source === given.source || given.source === undefined ? given : {};
    const use = useOf({ match: match ?? step.match, regex: regex ?? step.regex, where: where ?? step.where }, source);
    const onProgress = tellProgress(context);
    const asked = await logs.ask({ use, spec, window, signal, isShown: index === refsOf, onProgress });
    return { ...asked, use, source, spec };
  });
}

/** What of a log a question is about. */
export function useOf({ match, regex, where }: Narrowing, source: string): TableUse {
  return {
    source,
    optional: false,
    ...(match === undefined ? {} : { match }),
    ...(regex === undefined ? {} : { regex: parseRegex(regex) }),
    ...(where === undefined ? {} : { where: [where].flat().map((one) => parseCondition(String(one))) }),
  };
}
