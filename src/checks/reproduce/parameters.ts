import { z } from 'zod';
import { templated } from '../templated.ts';

/** Requests that one run may send, over all its parts. */
export const maxRequests = 50;

const url = templated(z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' }));
const duration = z.string().regex(/^\d+(\.\d+)?(ms|s|m)$/, 'must be a time like 200ms or 5s');
const jsonPath = z.string().regex(/^\$/, 'must be a JSONPath like $.id');
// Those that are made from the target and the body, and those that would change how the answer is read.
const ownHeaders = ['host', 'content-length', 'transfer-encoding', 'connection', 'expect', 'upgrade', 'te', 'trailer'];
const headers = z
  .record(z.string().regex(/^[!#$%&'*+.^_`|~\w-]+$/, 'is no name of a header'), z.string().regex(/^[^\r\n\0]*$/))
  .refine((given) => !Object.keys(given).some((name) => ownHeaders.includes(name.toLowerCase())), {
    error: `must not hold ${ownHeaders.join(', ')}: causebook sets them itself`,
  });

/** Parameters of a `reproduce` step. In the target, the body and the URL of `effects`, `{{unique}}` is a text that is new for each part. */
export const parameters = z
  .strictObject({
    target: url.describe('Where to send the requests: at or under a test target that the person has named'),
    request: z
      .string()
      .min(1)
      .optional()
      .describe(
        'A file of the evidence folder with the request: raw HTTP, a HAR file or a curl line; it goes to `target`',
      ),
    method: z.enum(['POST', 'PUT', 'PATCH', 'DELETE']).optional().describe('The method; POST where no file says it'),
    headers: headers.default({}).describe('Request headers; credentials in them are never shown'),
    body: z.string().optional().describe('The body; {{unique}} in it is a text that is new for each part'),
    body_file: z
      .string()
      .min(1)
      .optional()
      .describe('A file of the evidence folder with the exact body, in place of `body`'),
    key_header: z
      .string()
      .regex(/^[!#$%&'*+.^_`|~\w-]+$/, 'is no name of a header')
      .default('Idempotency-Key')
      .describe('The header that holds the idempotency key'),
    key: z
      .string()
      .regex(/^[\x21-\x7e]{1,255}$/, 'must be 1 to 255 printable characters')
      .optional()
      .describe('The key; a new one for each part when left out'),
    times: templated(
      z
        .int()
        .min(1)
        .max(maxRequests, { error: `must be at most ${maxRequests}: no run sends more` }),
    )
      .default(3)
      .describe('How often each part sends the request'),
    how: z
      .array(z.enum(['sequence', 'together']))
      .min(1)
      .max(2)
      .refine((given) => new Set(given).size === given.length, { error: 'must name each way once' })
      .default(['sequence', 'together'])
      .describe('One after the other, at the same moment, or both: each is a part with a key of its own'),
    gap: duration.default('0ms').describe('sequence: how long to wait between an answer and the next request'),
    answer_within: duration.default('10s').describe('Hang up when there is no answer after this time'),
    other_body: z
      .string()
      .optional()
      .describe('Then also: the key of the first part with this body, which must be refused'),
    other_body_file: z.string().min(1).optional().describe('The same from a file of the evidence folder'),
    new_key: z.boolean().default(false).describe('Then also: the same body with a new key, which must make a record'),
    no_key: z.boolean().default(false).describe('Then also: the same body without a key'),
    record: jsonPath.optional().describe('Where an answer says which record it made; found by itself when left out'),
    effects: z
      .strictObject({
        get: url.describe('What to GET before and after each part'),
        count: jsonPath.describe('Where its answer counts the records: a number, or the items to count'),
        headers: headers.default({}),
        wait: duration.default('500ms').describe('How long to wait after a part before counting'),
      })
      .optional()
      .describe('Count what was made by asking the target, in place of going by the answers'),
    ca: z
      .string()
      .optional()
      .transform((name) => (name === '' ? undefined : name))
      .describe(
        'PEM file of the CA to trust in place of the usual ones: in the evidence folder, or absolute; empty is none',
      ),
  })
  .superRefine((given, report) => {
    const total = totalOf(given);
    if (total > maxRequests && given.times <= maxRequests)
      report.addIssue({
        code: 'custom',
        path: ['times'],
        message: `would send ${total} requests; at most ${maxRequests} may be sent in one run`,
      });
    for (const name of ['body', 'other_body'] as const)
      if (given[name] !== undefined && given[`${name}_file`] !== undefined)
        report.addIssue({ code: 'custom', path: [name], message: `must not be given together with ${name}_file` });
    if (given.other_body !== undefined && given.other_body === given.body)
      report.addIssue({ code: 'custom', path: ['other_body'], message: 'must differ from the body' });
  });

export type ReproduceParameters = z.output<typeof parameters>;

/** How many requests that change something a run would send. */
export function totalOf(
  given: Pick<ReproduceParameters, 'times' | 'how' | 'other_body' | 'other_body_file' | 'new_key' | 'no_key'>,
): number {
  const single = [hasOtherBody(given), given.new_key, given.no_key].filter(Boolean).length;
  return given.times * given.how.length + single;
}

/** Whether the key of the first part is to be sent with another body too. */
export function hasOtherBody(given: Pick<ReproduceParameters, 'other_body' | 'other_body_file'>): boolean {
  return given.other_body !== undefined || given.other_body_file !== undefined;
}
