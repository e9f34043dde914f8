import { z } from 'zod';
import type { Runbook } from '../runbook/schema.ts';
import { checkSchema } from '../yaml/check-schema.ts';
import { type ReadYaml, readYaml } from '../yaml/read-yaml.ts';
import { checkExpectation } from './check-expectation.ts';

// Outcomes like 401 are texts: what YAML reads as a number would never be equal to one.
const text = z.string({
  error: ({ input }) =>
    typeof input === 'number' || typeof input === 'boolean' ? `is not a text; write "${input}"` : undefined,
});
const state = z.enum(['settled', 'leading', 'open']);
const status = z.enum([
  'pass',
  'warn',
  'fail',
  'error',
  'skipped',
  'blocked',
  'not-applicable',
  'waiting',
  'pending',
  'interrupted',
]);

const never = z.strictObject({
  leaders: z.record(z.string(), z.array(text).min(1)).default({}).describe('Axis → causes that may not lead it'),
  states: z.record(z.string(), z.array(state).min(1)).default({}).describe('Axis → states that it may not have'),
  outcomes: z.record(z.string(), z.array(text).min(1)).default({}).describe('Step → outcomes it may not have'),
});

const fixes = z.strictObject({
  recommended: z.array(text).default([]).describe('Fixes that must be recommended'),
  not_recommended: z.array(text).default([]).describe('Fixes that may not be recommended'),
});

/**
 * Version 1 of `expect.yaml`: what must come out of a scenario. Everything is optional, and what is not named is not
 * looked at; one that names nothing is refused.
 */
const expectationSchema = z.strictObject({
  runbook: text.optional().describe('The runbook: an id, or a path from here; where the folder lies in none'),
  leaders: z.record(z.string(), text).default({}).describe('Axis → the cause that leads it, or `other`'),
  states: z.record(z.string(), state).default({}).describe('Axis → settled, leading or open'),
  outcomes: z.record(z.string(), text).default({}).describe('Step → its outcome'),
  statuses: z.record(z.string(), status).default({}).describe('Step → its status'),
  fixes: fixes.default({ recommended: [], not_recommended: [] }),
  never: never.default({ leaders: {}, states: {}, outcomes: {} }),
});

/** What must come out of a scenario: the content of its `expect.yaml`. */
export type Expectation = z.output<typeof expectationSchema>;

/** An `expect.yaml` whose ids have not been looked up yet. */
export type ReadExpectation = { readonly expectation: Expectation; readonly placeOf: ReadYaml['placeOf'] };

/** Reads the text of an `expect.yaml`. Throws a `UserError` with everything that has the wrong form, at file:line:col. */
export function readExpectation(given: string, file: string): ReadExpectation {
  const { value, placeOf } = readYaml(given, file);
  const expectation = checkSchema(value ?? {}, {
    schema: expectationSchema,
    placeOf,
    whole: 'the expectation',
    nameOf: (path) => (path.includes('statuses') ? 'status' : 'state'),
  });
  return { expectation, placeOf };
}

/** Reads the text of an `expect.yaml` of a runbook. Throws a `UserError` with everything that is wrong, at file:line:col. */
export function parseExpectation(given: string, of: { readonly file: string; readonly runbook: Runbook }): Expectation {
  const read = readExpectation(given, of.file);
  checkExpectation(read, of.runbook);
  return read.expectation;
}
