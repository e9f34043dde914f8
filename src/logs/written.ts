import { z } from 'zod';
import { messageOf } from '../errors.ts';
import { parseCondition } from './condition.ts';
import { compilePattern } from './pattern.ts';
import { parseRegex } from './regex.ts';

/** A text that must be readable as it stands, or once its templates are filled in. */
export function written(parse: (text: string) => unknown): z.ZodType<string, string> {
  return z
    .string()
    .min(1)
    .superRefine((text, context) => {
      if (text.includes('${{')) return;
      try {
        parse(text);
      } catch (problem) {
        context.addIssue({ code: 'custom', message: messageOf(problem) });
      }
    });
}

/** A condition on a field. */
export const condition = written(parseCondition);

/** A regular expression that runs in linear time. */
export const regex = written(parseRegex);

/** What narrows a log to some of its events, as a runbook writes it: the keys of an object. */
export const narrowing = {
  match: z
    .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
    .optional()
    .describe('Only lines that contain this text, or one of these'),
  regex: regex.optional().describe('Only lines that match this regular expression (linear-time syntax)'),
  where: z
    .union([condition, z.array(condition).min(1)])
    .optional()
    .describe('Only events whose fields are so: status >= 500, method = POST, status = 5xx; all must hold'),
};

/** A regular expression in which no template is filled in; it must match something. */
export const plainRegex = z
  .string()
  .min(1)
  .superRefine((text, context) => {
    try {
      if (compilePattern(parseRegex(text)).test(''))
        context.addIssue({ code: 'custom', message: `the pattern /${text}/ matches nothing at all, everywhere` });
    } catch (problem) {
      context.addIssue({ code: 'custom', message: messageOf(problem) });
    }
  });
