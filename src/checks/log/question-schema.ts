import { z } from 'zod';
import { parseKey } from '../../logs/questions/key.ts';
import { parseDuration } from '../../logs/window.ts';
import { condition, narrowing, written } from '../../logs/written.ts';
import { templated } from '../templated.ts';

const key = written(parseKey);
const duration = written((text) => {
  if (parseDuration(text) <= 0) throw new Error(`"${text}" is no time at all. Write for example 10s or 5m`);
});

const by = key.describe(
  'A field (cust), a path (request.id), or a pattern over the line whose first group it is (/cust=(\\w+)/)',
);
const ids = z
  .union([z.array(z.string().min(1)).min(1), z.string().min(1)])
  .describe('The ids to look for: a list, or a text with commas or spaces between them');

const otherLog = z.strictObject({
  source: z.string().min(1).describe('The other log'),
  by: key.optional().describe('The key of its events, where it is written otherwise there'),
  ...narrowing,
});

/** Which events of a log are asked about, as it is written; all where nothing is. */
export type Narrowing = {
  readonly match?: string | readonly string[] | undefined;
  readonly regex?: string | undefined;
  readonly where?: string | readonly string[] | undefined;
};

/**
 * The ready questions as a runbook writes them under `log:`; a step asks one of them. Durations are texts like 10s. In
 * each, `by` is a key of the step's own `source`; what narrows that one narrows no other log, which says so for itself.
 */
export const questionParts = {
  repeats: z
    .strictObject({
      by,
      within: duration.optional().describe('Only neighbours at most this far apart count as repeats: 10s'),
    })
    .optional()
    .describe('What comes again: how often, and the gaps between'),
  over_time: z
    .strictObject({
      of: key.optional().describe('The field whose values are told apart'),
      every: duration.optional().describe('How long a span is; found when left out'),
    })
    .optional()
    .describe('How the counts run over time'),
  first_after: z
    .strictObject({
      at: templated(z.iso.datetime({ offset: true })).describe('The moment, as RFC 3339: 2026-05-12T10:30:00Z'),
      n: templated(z.int().min(1).max(20)).default(1).describe('How many events'),
    })
    .optional()
    .describe('The first events at or after a moment'),
  percentiles: z
    .strictObject({
      of: z.string().min(1).describe('The field with the numbers'),
      by: key.optional().describe('The field whose values are told apart'),
    })
    .optional()
    .describe('How large a number gets: half of the events, 90, 95, 99 %'),
  common: z
    .strictObject({
      bad: z
        .union([condition, z.array(condition).min(1)])
        .describe('What makes an event a bad one: status >= 500; of several, all must hold'),
      fields: z.array(z.string().min(1)).min(1).optional().describe('The fields to compare; all when left out'),
    })
    .optional()
    .describe('What the bad events have in common that the good ones lack'),
  top: z.strictObject({ by }).optional().describe('How often each value comes, the most frequent first'),
  missing: z
    .strictObject({
      by: by.optional(),
      ids: ids.optional(),
      from: otherLog.optional().describe('The log that has all the ids'),
    })
    .refine((given) => (given.ids === undefined) !== (given.from === undefined), 'needs either `ids` or `from`')
    .refine((given) => given.by !== undefined || given.from === undefined, 'needs `by` to compare two logs')
    .optional()
    .describe('Which ids never appear in this log'),
  ladder: z
    .strictObject({
      by,
      ids: ids.optional(),
      hops: z
        .array(otherLog.extend({ title: z.string().min(1).optional().describe('What to call it') }))
        .min(1)
        .describe('The logs on the way, in the order that a request passes them'),
    })
    .optional()
    .describe('The same ids counted at every hop'),
  skew: z
    .strictObject({
      by,
      with: z
        .union([z.string().min(1), otherLog])
        .describe('The log of the party that receives the requests which this log sends'),
    })
    .optional()
    .describe('How far the clocks of two parties are apart, from the ids that both logged'),
};

const questions = z.object(questionParts);

/** The ready questions of a step, templates filled in. */
export type WrittenQuestions = z.output<typeof questions>;
