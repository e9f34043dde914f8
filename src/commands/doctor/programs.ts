import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';
import { type LoadedRunbook, stepsOf } from '../../runbook/load.ts';
import type { Finding } from './finding.ts';

type Environment = { readonly [name: string]: string | undefined };

/** Whether the programs of other people that checks and screens would call are there: those that the runbooks name, a shell, a pager. */
export async function judgePrograms(runbooks: readonly LoadedRunbook[], env: Environment): Promise<readonly Finding[]> {
  const users = usersOf(runbooks);
  const wanted = await Promise.all([...users].map(async ([program, who]) => judge(program, who, env)));
  return [...wanted, await judgePager(env)];
}

/** Programs by name, each with the runbooks and steps that run it. What comes out of an input, or lies with the evidence, is not known yet. */
function usersOf(runbooks: readonly LoadedRunbook[]): ReadonlyMap<string, readonly string[]> {
  const users = new Map<string, readonly string[]>();
  for (const { runbook } of runbooks) {
    const ofSteps = stepsOf(runbook).map(({ step }) => ({ argv: step.command?.run, who: step.id }));
    const ofSources = runbook.sources.map(({ log, id }) => ({ argv: log?.command, who: id }));
    for (const { argv, who } of [...ofSteps, ...ofSources]) {
      const [program] = argv ?? [];
      if (program === undefined || program.includes('${{') || (program.includes('/') && !path.isAbsolute(program)))
        continue;
      users.set(program, [...(users.get(program) ?? []), `${runbook.id}/${who}`]);
    }
  }
  return users;
}

async function judge(program: string, who: readonly string[], env: Environment): Promise<Finding> {
  const found = await findProgram(program, env);
  const [first, ...rest] = who;
  const needed = `${first}${rest.length === 0 ? '' : ` and ${rest.length} more`}`;
  return found === undefined
    ? {
        id: 'programs',
        status: 'fail',
        say: `${program} is not there, ${needed} needs it`,
        advice: `Install it, or put its folder into PATH; without it these checks say that they could not run.`,
      }
    : { id: 'programs', status: 'pass', say: `${found}, for ${needed}` };
}

/** What O and the like show a text with: PAGER in a shell, else less, else the editor, else more. */
async function judgePager(env: Environment): Promise<Finding> {
  const [sh, less] = await Promise.all([findProgram('sh', env), findProgram('less', env)]);
  const named = env.PAGER?.trim() ?? '';
  const advice = 'Set PAGER to a program that shows a file, such as less.';
  if (sh === undefined) return { id: 'pager', status: 'warn', say: 'there is no sh to start one with', advice };
  if (named === '' && less !== undefined) return { id: 'pager', status: 'pass', say: less };
  const own = [named, env.VISUAL?.trim(), env.EDITOR?.trim(), 'more'].find((one) => one !== undefined && one !== '');
  const [program = ''] = (own ?? '').split(/\s+/);
  const found = await findProgram(program, env);
  if (found !== undefined) return { id: 'pager', status: 'pass', say: found };
  // A line for the shell may begin with anything.
  const isPlain = /^[\w./+-]+$/.test(program);
  return isPlain
    ? { id: 'pager', status: 'warn', say: `${program} is not there`, advice }
    : { id: 'pager', status: 'pass', say: 'what PAGER says, as a shell reads it' };
}

/** Looked for as it is for checks: in the absolute folders of PATH. */
async function findProgram(program: string, env: Environment): Promise<string | undefined> {
  const folders = path.isAbsolute(program) ? [''] : (env.PATH ?? '').split(path.delimiter).filter(path.isAbsolute);
  for (const folder of folders) {
    const file = path.join(folder, program);
    const isRunnable = await access(file, constants.X_OK)
      .then(() => stat(file))
      .then(
        (found) => found.isFile(),
        () => false,
      );
    if (isRunnable) return file;
  }
  return undefined;
}
