import path from 'node:path';
import { text } from 'node:stream/consumers';
import { type CommonFlags, runByHand } from '../run-by-hand.ts';
import { ofCommand, parseExpectations } from './parse-expectations.ts';
import { readEnvironment } from './read-environment.ts';

type CommandFlags = CommonFlags & {
  readonly expect: readonly string[];
  readonly exitCodes?: string;
  readonly as?: string;
  readonly stdin?: string;
  readonly env: readonly string[];
  readonly maxBytes?: number;
};

const flagNames = { run: 'the command' };

/** Runs a program by hand, in the folder where it is typed. */
export async function checkCommand(argv: readonly string[], flags: CommandFlags): Promise<void> {
  const [program = '', ...rest] = argv;
  const { as, stdin, maxBytes } = flags;
  const parameters = {
    // A runbook runs nothing by a path into whatever folder it is in; who types one means this folder.
    run: [program.includes('/') ? path.resolve(program) : program, ...rest],
    stdin: stdin === '-' && flags.dryRun !== true ? await text(process.stdin) : stdin,
    env: readEnvironment(flags.env),
    exit_codes: flags.exitCodes === undefined ? undefined : readCodes(flags.exitCodes),
    as,
    max_bytes: maxBytes,
    expect: parseExpectations(flags.expect, ofCommand),
  };
  await runByHand({ kind: 'command', parameters, flagNames, folder: '.', approval: { scripts: {} } }, flags);
}

function readCodes(given: string): unknown {
  if (given === 'any') return given;
  return given.split(',').map((code) => (/^\s*\d+\s*$/.test(code) ? Number(code) : code));
}
