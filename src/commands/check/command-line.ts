import type { Command } from 'commander';
import { UserError } from '../../errors.ts';
import type { Globals } from '../globals.ts';
import { assertNoMarks } from './assert-no-marks.ts';
import { addCommand } from './command-line/command.ts';
import { addConfig } from './command-line/config.ts';
import { addDns } from './command-line/dns.ts';
import { addHttp } from './command-line/http.ts';
import { addLog } from './command-line/log.ts';
import { addMetric } from './command-line/metric.ts';
import { addReproduce } from './command-line/reproduce.ts';
import { addScript } from './command-line/script.ts';
import { addSignature } from './command-line/signature.ts';
import { addSql } from './command-line/sql.ts';
import { addStep } from './command-line/step.ts';
import { addTcp } from './command-line/tcp.ts';
import { addTls } from './command-line/tls.ts';

/** The kinds that `causebook check` knows, in the order its help lists them. */
const kinds = [
  addStep,
  addLog,
  addHttp,
  addTls,
  addSignature,
  addConfig,
  addDns,
  addTcp,
  addSql,
  addMetric,
  addReproduce,
  addCommand,
  addScript,
] as const;

/** Puts `check` and a command for each kind on the command line. */
export function addCheckCommands(program: Command, globals: () => Globals): void {
  const check = program
    .command('check')
    .description('run one check by hand')
    .hook('preAction', (_, kind) => assertNoMarks([...kind.args, ...Object.values(kind.opts())]));
  const add = (name: string, description: string) =>
    check
      .command(name)
      .description(description)
      .option('--json', 'print the result as JSON')
      .option('--timeout <time>', 'give up after this time, like 10s', toTimeout)
      .option('--dry-run', 'show what it would touch, and touch nothing');
  for (const kind of kinds) kind(add, globals);
}

/** A check that gives up at once, or at a time nobody can read, is never what was meant. */
function toTimeout(text: string): string {
  if (/^\d+(\.\d+)?(ms|s|m|h|d)$/.test(text) && /[1-9]/.test(text)) return text;
  throw new UserError({ message: `--timeout: "${text}" is not a time`, hint: 'Write for example 500ms, 10s or 2m.' });
}
