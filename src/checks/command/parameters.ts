import path from 'node:path';
import { z } from 'zod';
import { environmentSchema } from './environment.ts';
import { expectSchema } from './expect.ts';

/** A template that is nothing but one expression gives its value, which may be a number. */
const argument = z.union([z.string(), z.union([z.number(), z.boolean()]).transform(String)]);
const exitCode = z.int().min(0).max(255);

const shape = z.strictObject({
  run: z
    .array(argument)
    .min(1)
    .superRefine(([program = ''], { addIssue }) => {
      const message = problemOfProgram(program);
      if (message !== undefined) addIssue({ code: 'custom', path: [0], message });
    })
    .describe('A program and its arguments; no shell reads them. Each template stays one argument, whatever is in it'),
  stdin: argument.optional().describe('What it reads as its standard input; nothing where this is left out'),
  env: environmentSchema.optional(),
  exit_codes: z
    .union([z.literal('any'), exitCode, z.array(exitCode).min(1)], {
      error: 'must be exit codes, 0 to 255, or `any`',
    })
    .optional()
    .describe(
      'The exit codes that are an answer: 0 alone when left out, and [0, 1] for grep or diff. With any other it could not do its work, which is an error and says nothing',
    ),
  as: z
    .enum(['text', 'json', 'number', 'pairs'])
    .optional()
    .describe(
      'What it must print: result.json, result.number or result.pairs (name=value, one a line) are then there; output that is none is an error',
    ),
  max_bytes: z
    .int()
    .min(1)
    .max(4 * 1024 * 1024)
    .default(64 * 1024)
    .describe('How much of its output is kept, from the first byte on; the rest is read and dropped'),
  expect: expectSchema.optional().describe('What it must come to'),
});

/** What a `command:` step may say. */
export const parameters = shape.superRefine(({ exit_codes, expect }, { addIssue }) => {
  if (exit_codes !== undefined && expect?.exit_code !== undefined)
    addIssue({
      code: 'custom',
      path: ['exit_codes'],
      message: 'cannot stand beside `expect.exit_code`, with which every exit code is an answer',
    });
});

export type Parameters = z.output<typeof parameters>;

/** What lies in the folder that a program runs in came from others: it is not run by a path into it. */
function problemOfProgram(program: string): string | undefined {
  if (program.trim() === '') return 'must be the name of a program';
  if (program.includes('${{')) return 'must be a program, not a template: what is run is the same for every incident';
  if (program.includes('/') && !path.isAbsolute(program))
    return 'must be a name on the PATH or an absolute path; what lies beside the runbook is run by a `script` step';
  return undefined;
}
