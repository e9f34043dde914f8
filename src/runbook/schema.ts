import { z } from 'zod';
import { databaseSource } from '../logs/database-schema.ts';
import { definition as formatDefinition } from '../logs/formats/definition.ts';
import { configSource, logSource, metricsSource, tableUse } from '../logs/source-schema.ts';
import { plainRegex, regex } from '../logs/written.ts';
import { defaultPolicy, profiles } from '../redact/policy.ts';
import { tokenKinds } from '../redact/token-kinds.ts';
import { type outcome, step } from './step.ts';

const id = z.string().regex(/^[a-z0-9]+([_-][a-z0-9]+)*$/, 'must be lower case letters, digits, - and _');
const ref = z.union([z.string(), z.array(z.string())]).describe('Ids of the same thing in a document it came from');

const party = z.strictObject({
  id,
  name: z.string().min(1),
  role: z.enum(['sender', 'receiver', 'relay', 'infrastructure']),
  contact: z.string().optional().describe('Where to reach them: a channel, an address'),
});

const input = z
  .strictObject({
    id,
    type: z.enum(['string', 'integer', 'number', 'boolean', 'url', 'path', 'window']),
    ask: z.string().optional().describe('The question that asks for it'),
    extract: regex
      .optional()
      .describe(
        'A regular expression that finds it in the text of a bug report: its first group, or all of it where it has none',
      ),
    many: z.boolean().default(false).describe('All that `extract` finds, with commas, in place of the first'),
    example: z.string().optional(),
    default: z
      .union([
        z.string(),
        z.number(),
        z.boolean(),
        z.strictObject({
          around: z.string().describe('The window is that of the lines that contain this text …'),
          pad: z.string().describe('… with this much room on both sides: 15m, 2h'),
        }),
      ])
      .optional(),
    optional: z.boolean().default(false).describe('Steps that need it are not applicable when it is not given'),
    secret: z.boolean().default(false).describe('Never shown, written or passed on a command line'),
    env: z.string().optional().describe('The environment variable it is read from'),
  })
  .superRefine((given, { addIssue }) => {
    if (given.many && (given.extract === undefined || given.type !== 'string'))
      addIssue({ code: 'custom', path: ['many'], message: 'belongs to a string with `extract`' });
    if (given.secret && given.extract !== undefined)
      addIssue({ code: 'custom', path: ['extract'], message: 'a secret is not taken from a bug report' });
  });

const source = z.strictObject({
  id,
  party: id,
  title: z.string().min(1),
  look_for: z.string().optional().describe('What to look for in it'),
  how: z.string().optional().describe('How the party gets it out, where causebook does not read it by itself'),
  ref: ref.optional(),
  log: logSource.optional(),
  config: configSource.optional(),
  metrics: metricsSource.optional(),
  database: databaseSource.optional().describe('A PostgreSQL, or files that are its tables: for `sql` checks'),
});

const view = z.strictObject({
  id,
  title: z.string().min(1),
  from: z.array(tableUse).min(1),
  sql: z.string().min(1).describe('A SELECT over the tables of `from`; templates become bound values'),
});

const hypothesis = z.strictObject({
  id,
  title: z.string().min(1),
  party: id.optional(),
  priority: z.enum(['high', 'medium', 'low']).optional(),
  prior: z.number().gt(0).lt(1),
  ref: ref.optional(),
  note: z.string().optional().describe('What an engineer should know about it'),
  never: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Why it can never be the cause; it is listed because people name it, and may be ruled out but not settled',
    ),
});

const axis = z.strictObject({
  id,
  question: z.string().min(1),
  other: z.number().gt(0).lt(1).default(0.05).describe('Prior of "something not on this list"'),
  hypotheses: z.array(hypothesis).min(1),
});

const phase = z.strictObject({
  id,
  title: z.string().min(1),
  why: z.string().optional(),
  ref: ref.optional(),
  steps: z.array(step).min(1),
});

const evidenceWord = z.enum(['confirms', 'strongly-for', 'for', 'against', 'strongly-against', 'rules-out']);

const observation = z.strictObject({
  id,
  text: z.string().min(1).describe('The fact, as a question'),
  group: id.describe('Observations of one event or one log share a group and are discounted inside it'),
  cost: z.number().positive().describe('Minutes of the engineer for a check of it; a question takes at least four'),
  ref: ref.optional(),
  outcomes: z
    .array(
      z.strictObject({
        id,
        label: z.string().optional(),
        base: z.number().gt(0).lt(1).describe('How common the outcome is when the cause lies elsewhere'),
        evidence: z.record(z.string(), evidenceWord).default({}),
      }),
    )
    .min(2),
});

const fix = z.strictObject({
  id,
  tier: z.enum(['immediate', 'medium-term', 'long-term']),
  party: id,
  title: z.string().min(1),
  when: z.array(z.string()).default([]).describe('Hypotheses it is for; empty: whatever the cause'),
  detail: z.string().min(1),
  code: z.record(z.string(), z.string()).default({}).describe('Code by language'),
  risk: z.string().optional(),
  rollback: z.string().optional(),
  verify: id.optional().describe('The step that shows that it worked'),
  destructive: z.boolean().default(false).describe('Never recommended while its cause is not settled'),
  ref: ref.optional(),
});

const redactionRule = z
  .strictObject({
    id: id.describe('The word in its tokens: `holder` gives [holder:3f9a1c]'),
    regex: plainRegex.optional().describe('What it matches is hidden: its groups, or all of it where it has none'),
    fields: z.array(z.string().min(1)).min(1).optional().describe('The values under these names are hidden'),
  })
  .superRefine((given, { addIssue }) => {
    if ((given.regex === undefined) === (given.fields === undefined))
      addIssue({ code: 'custom', message: 'takes either `regex` or `fields`' });
    if ((tokenKinds as readonly string[]).includes(given.id))
      addIssue({ code: 'custom', path: ['id'], message: `"${given.id}" is the word of a rule that is always there` });
  });

/** Version 1 of the runbook format: what `runbooks/<id>/runbook.yaml` may hold. The published JSON Schema is made from it. */
export const runbookSchema = z.strictObject({
  causebook: z.literal(1).describe('Version of the format'),
  id,
  title: z.string().min(1),
  summary: z.string().optional(),
  symptoms: z.array(z.string().min(1)).min(1).describe('To match a bug report against'),
  owner: z.string().min(1),
  reviewed: z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a date like 2026-11-23'),
  report: z
    .strictObject({
      from: z.string().optional(),
      facts: z.array(z.strictObject({ text: z.string(), ref: ref.optional() })).default([]),
      assessment: z.strictObject({ text: z.string(), ref: ref.optional() }).optional(),
    })
    .optional()
    .describe('The bug report that the runbook was written for'),
  parties: z.array(party).min(1),
  formats: z
    .array(formatDefinition)
    .default([])
    .describe('Log formats of its own, with samples that must read as they say'),
  inputs: z.array(input).default([]),
  sources: z.array(source).default([]),
  views: z.array(view).default([]),
  redact: z
    .strictObject({
      profiles: z
        .array(z.enum(profiles))
        .default([...defaultPolicy.profiles])
        .describe('What is hidden beside secrets and card numbers, which always are'),
      rules: z.array(redactionRule).default([]).describe('What else is hidden in the incidents of this runbook'),
    })
    .optional(),
  axes: z.array(axis).min(1),
  phases: z.array(phase).min(1),
  observations: z.array(observation).min(1),
  fixes: z.array(fix).default([]),
  cautions: z
    .array(z.strictObject({ id, says: z.string(), problem: z.string(), instead: z.string(), ref: ref.optional() }))
    .default([])
    .describe('Advice that is wrong or dangerous, why, and what to do in its place'),
});

export type Runbook = z.output<typeof runbookSchema>;
export type Party = Runbook['parties'][number];
export type Input = Runbook['inputs'][number];
export type Axis = Runbook['axes'][number];
export type Phase = Runbook['phases'][number];
export type Step = z.output<typeof step>;
export type Outcome = z.output<typeof outcome>;
export type Observation = Runbook['observations'][number];
export type EvidenceWord = z.output<typeof evidenceWord>;
export type Fix = Runbook['fixes'][number];

/** The JSON Schema (draft 2020-12) of a runbook, for editors. */
export function createJsonSchema(): object {
  return {
    title: 'causebook runbook',
    ...z.toJSONSchema(runbookSchema, {
      io: 'input',
      target: 'draft-2020-12',
      unrepresentable: 'any',
      override: dropInternal,
    }),
  };
}

/** What only causebook itself puts into parameters (bound SQL) has no form in JSON: an author writes the other forms. */
function dropInternal({ jsonSchema }: { readonly jsonSchema: { anyOf?: object[] } }): void {
  if (jsonSchema.anyOf !== undefined)
    jsonSchema.anyOf = jsonSchema.anyOf.filter((branch) => Object.keys(branch).length > 0);
}
