import type { z } from 'zod';
import { renderShell } from '../shell.ts';
import { defineCheck } from './check.ts';
import { commandFacts } from './command/facts.ts';
import { type Parameters, parameters } from './command/parameters.ts';
import { vetArguments } from './command/vet-arguments.ts';

/**
 * Runs a program of this machine, once the person has approved it, and measures what it prints and how it ends. An exit code that is no
 * answer, a program that is not there and one that was killed are errors, never findings. It runs in the evidence folder (without one, in
 * an empty folder of its own), with a clean environment and without a terminal, and ends with all that it has started.
 */
export const command = defineCheck<Parameters>({
  kind: 'command',
  summary: 'Runs a program (argv, no shell) once it has been approved, and measures what it prints and how it ends',
  parameters: parameters as unknown as z.ZodType<Parameters>,
  facts: commandFacts,
  timeoutMs: 30_000,
  asserts: ({ expect }) => expect !== undefined,
  asks: ['run', 'stdin', 'env'],
  vet: { run: vetArguments },
  reads: () => [],
  touches: ({ run }) => [{ what: 'command', text: renderShell(run), writes: false }],
  // What runs programs is loaded when one is run.
  run: async (given, context) => (await import('./command/run.ts')).runCommand(given, context),
});
