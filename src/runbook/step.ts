import { z } from 'zod';
import { checks } from '../checks/index.ts';

const id = z.string().regex(/^[a-z0-9]+([_-][a-z0-9]+)*$/, 'must be lower case letters, digits, - and _');
const duration = z.string().regex(/^\d+(\.\d+)?(ms|s|m|h|d)$/, 'must be a time like 30s, 15m or 24h');
const ref = z.union([z.string(), z.array(z.string())]).describe('Ids of the same thing in a document it came from');

/** A named result of a check. The first whose `when` holds is taken; the last has none. */
export const outcome = z.strictObject({
  id,
  when: z.string().min(1).optional().describe('A CEL expression over result, inputs and answers'),
  status: z.enum(['pass', 'warn', 'fail']).default('pass'),
  say: z.string().min(1).optional().describe('One sentence; may hold ${{ … }}'),
});

const choice = z.strictObject({
  id,
  label: z.string().min(1),
  status: z.enum(['pass', 'warn', 'fail']).default('pass'),
});

const checkParameters = Object.fromEntries(
  Object.values(checks).map((check) => [check.kind, check.parameters.optional().describe(check.summary)]),
) as { readonly [K in keyof typeof checks]: z.ZodOptional<(typeof checks)[K]['parameters']> };

/** A step of a phase. Exactly one of `ask`, `do` and the check kinds is there. */
export const step = z.strictObject({
  id,
  title: z.string().min(1).optional().describe('A few words for lists; the question or action itself where left out'),
  ask: z.string().min(1).optional().describe('A question to a party, or to the engineer'),
  do: z.string().min(1).optional().describe('What a person does and then confirms'),
  ...checkParameters,
  party: id.optional(),
  why: z.string().min(1).optional().describe('What the answer tells, in one sentence'),
  ref: ref.optional(),
  observes: id.optional().describe('The observation whose outcome it gives'),
  choices: z.array(choice).optional(),
  outcomes: z.array(outcome).optional(),
  when: z.string().min(1).optional().describe('A CEL expression; the step is not applicable where it is false'),
  risk: z.enum(['read', 'write']).default('read').describe('`write` needs a yes each time'),
  timeout: duration.optional().describe('How long it may take: 10s, 2m'),
  cases: z
    .array(z.strictObject({ id, title: z.string(), means: z.string(), ref: ref.optional() }))
    .optional()
    .describe('What each possible finding means'),
  hint: z.string().optional().describe('How to get the answer: a command, a place to look'),
});
