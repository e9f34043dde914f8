import { z } from 'zod';

const name = z.string().regex(/^[A-Za-z_@][\w@.-]*$/, 'must be a name: letters, digits, _ . - and @');
const group = z.string().regex(/^[A-Za-z_]\w*$/, 'must be the name of a group: letters, digits and _');

const part = z.union([
  z.enum(['request', 'pairs', 'words', 'structured-data', 'priority', 'json']),
  z.strictObject({ labels: z.array(group).min(1) }),
]);

const stamp = z.strictObject({
  field: name.describe('The group, or the path of a JSON or logfmt field (`a.b`), that holds the stamp'),
  formats: z
    .array(z.string().min(1))
    .min(1)
    .describe(
      'How it may be written: iso, epoch, epoch-s, epoch-ms, epoch-us, epoch-ns, or as strptime has it (%Y-%m-%d)',
    ),
});

const sample = z.strictObject({
  line: z.string().min(1).describe('A line as the log has it'),
  continued: z.array(z.string()).optional().describe('The lines that go on with it'),
  at: z
    .union([z.iso.datetime(), z.null()])
    .describe('The instant of its stamp in UTC, to the millisecond; null where it has none'),
  resolution_ms: z.number().positive().optional().describe('What the stamp is exact to; 1 when left out'),
  zone: z.string().optional().describe('The zone of stamps that carry none; UTC when left out'),
  modified: z.iso.datetime().optional().describe('When the file was last written, for stamps without a year'),
  fields: z.record(z.string(), z.unknown()).describe('Every field it has, and nothing else'),
});

/**
 * A way to write a log, as data. Exactly one of `patterns` and `syntax` says how a line is read. What a format needs to say
 * beyond that, and why, is what lnav's formats taught (docs.lnav.org, "Log Formats"): several patterns, samples that must hold.
 */
export const definition = z
  .strictObject({
    id: z.string().regex(/^[a-z][a-z0-9-]*$/, 'must be lower-case letters, digits and -'),
    title: z.string().min(1),
    general: z
      .boolean()
      .optional()
      .describe('Whether it reads the lines of many programs: it counts only for a log that no other format reads'),
    patterns: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe(
        'Regular expressions with named groups, tried in this order; a group whose name begins with _ is no field',
      ),
    syntax: z.enum(['json', 'logfmt']).optional().describe('A line is a JSON object, or key=value pairs'),
    require: z
      .array(name)
      .min(1)
      .optional()
      .describe('Fields (`a.b`) without which a JSON or logfmt line is not of the format'),
    parts: z
      .record(group, part)
      .optional()
      .describe(
        'Groups that hold several fields: a request line, key=value pairs, words (pairs, and the rest as extra1, extra2 …), ' +
          'structured data and priority (RFC 5424), JSON, or a text followed by `, label: value`',
      ),
    sums: z
      .record(name, z.array(name).min(2))
      .optional()
      .describe('Fields that are the sum of others, where all are there and none is negative'),
    stamp: z.array(stamp).min(1).optional().describe('Where the stamp is; the first that holds one counts'),
    stamps: z
      .enum(['start', 'end'])
      .optional()
      .describe('Whether a line is stamped when its event began or ended; start when left out'),
    duration: z
      .strictObject({ field: name, unit: z.enum(['ms', 's']) })
      .optional()
      .describe('The field that says how long the event took'),
    fields: z
      .record(name, z.enum(['text', 'number', 'integer']))
      .optional()
      .describe('The fields that are numbers; the others are text'),
    absent: z.array(z.string()).optional().describe('Values that mean that there is none, such as -'),
    continuation: z
      .union([z.literal('rest'), z.strictObject({ pattern: z.string().min(1) })])
      .optional()
      .describe(
        'Which lines go on with the event above: those that match a pattern, or the rest, which begins no event',
      ),
    quick: z
      .array(z.string().min(1))
      .optional()
      .describe(
        'Patterns for the start of a line with one group, a stamp; each must find the stamp that the whole line gives',
      ),
    find: z
      .record(name, z.strictObject({ around: z.string().includes('{}'), digits: z.int().min(1).max(4).optional() }))
      .optional()
      .describe(
        'What stands around the value ({}) of a field in every line that has one, so that ripgrep finds it; `digits` where it is a number of just so many',
      ),
    samples: z.array(sample).min(1).describe('Lines and what they must read as; checked when the format is loaded'),
  })
  .refine((value) => (value.patterns === undefined) !== (value.syntax === undefined), {
    message: 'needs either "patterns" or "syntax"',
    path: ['id'],
  });

/** A definition as it is written: what is left out has the default that its description names. */
export type Definition = z.input<typeof definition>;
export type Part = z.output<typeof part>;
export type Sample = z.output<typeof sample>;
