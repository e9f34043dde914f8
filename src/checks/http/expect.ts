import { z } from 'zod';
import { messageOf } from '../../errors.ts';
import { parseRegex } from '../../logs/regex.ts';
import { comparisonShape } from './comparison.ts';

/** What is wrong with an expectation that holds nothing. */
export const nothing = 'asserts nothing: give at least one';
/** Whether any key of an object has a value. */
export const isNotEmpty = (value: object) => Object.values(value).some((each) => each !== undefined);

const isTemplate = (text: string) => /\$\{\{[\s\S]*?\}\}/.test(text);
const comparisonError = 'must be a number, or a comparison like "<= 50"';
/** A number that must be equalled, or a comparison. */
export const comparison = z.union(
  [z.number(), z.string().refine((text) => comparisonShape.test(text) || isTemplate(text), comparisonError)],
  { error: comparisonError },
);
const regex = z.string().superRefine((text, context) => {
  try {
    if (!isTemplate(text)) parseRegex(text);
  } catch (cause) {
    context.addIssue({ code: 'custom', message: messageOf(cause) });
  }
});

const some = <S extends z.ZodType>(schema: S) => z.union([schema, z.array(schema).min(1, nothing)]).optional();
const parts = {
  contains: some(z.string()).describe('A part of it, or a list of parts; of a JSON list an element'),
  lacks: some(z.string()).describe('What must not be in it'),
  matches: some(regex).describe('Regular expressions that it must match somewhere'),
} as const;
const textTests = {
  equals: z.string().optional().describe('The exact text'),
  not_equals: z.string().optional().describe('A text it must not be'),
  ...parts,
  exists: z.boolean().optional().describe('Whether it must be there at all'),
} as const;
/** What a text must be like. */
export const textTest = z.union([
  z.string().describe('The exact text'),
  z.number().transform(String),
  z.strictObject(textTests).refine(isNotEmpty, nothing),
]);

/** What the values that a JSONPath leads to must be like. */
export const jsonTest = z
  .strictObject({
    path: z.string().min(1).describe('An RFC 9535 JSONPath, like $.items[0].id'),
    equals: z.json().optional().describe('The exact value; null is not the same as missing'),
    not_equals: z.json().optional().describe('A value it must not be'),
    ...parts,
    compare: comparison.optional().describe('The number: ">= 3"'),
    exists: z.boolean().optional().describe('Whether the path leads to anything, null included'),
    count: comparison.optional().describe('How many values the path leads to'),
  })
  .refine(({ path: _, ...tests }) => isNotEmpty(tests), nothing);

const statusError = 'must be a status, a class like 2xx, or a comparison like "< 400"';
const isStatus = (text: string) => /^[1-5]xx$/i.test(text) || comparisonShape.test(text) || isTemplate(text);
const oneStatus = z.union([z.int().min(100).max(599), z.string().refine(isStatus, statusError)], {
  error: statusError,
});

/** What an answer must be like. An empty one is an error: it would assert nothing. */
export const expectSchema = z
  .strictObject({
    status: z
      .union([oneStatus, z.array(oneStatus).min(1)], { error: statusError })
      .optional()
      .describe('200, 2xx, "< 400", or a list of which one must hold; below 400 where left out'),
    headers: z
      .record(z.string(), textTest)
      .refine((value) => Object.keys(value).length > 0, nothing)
      .optional()
      .describe('By name, in any case: the exact value, or tests of it'),
    json: z.array(jsonTest).min(1, nothing).optional().describe('Values of the JSON body, by JSONPath'),
    text: z.strictObject(textTests).refine(isNotEmpty, nothing).optional().describe('The decoded body as text'),
    body_bytes: comparison.optional().describe('The size of the decoded body'),
    dns_ms: comparison.optional(),
    tcp_ms: comparison.optional(),
    proxy_ms: comparison.optional(),
    tls_ms: comparison.optional(),
    first_byte_ms: comparison.optional().describe('From the start to the first byte of the answer'),
    total_ms: comparison.optional(),
    redirects: comparison.optional().describe('How many redirects were followed'),
    redirect_to: textTest.optional().describe('Where the answer redirects to, when it was not followed'),
    url: textTest.optional().describe('The URL that answered in the end'),
    http_version: textTest.optional().describe('1.0, 1.1 or 2'),
    date_skew_ms: comparison.optional().describe('How far the Date of the answer is from our clock, either way'),
    attempts: comparison.optional().describe('How often it was tried'),
  })
  .refine(isNotEmpty, nothing);

export type Expect = z.output<typeof expectSchema>;
export type TextTest = z.output<typeof textTest>;
export type JsonTest = z.output<typeof jsonTest>;
