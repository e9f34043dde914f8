import { type ChildEnd, runChild } from '../../child/run-child.ts';
import { tellEnd } from '../../child/tell-end.ts';
import { CheckProblem } from '../../errors.ts';
import { renderShell } from '../../shell.ts';
import type { CheckContext, Facts, Measurement } from '../check.ts';
import { startDeadline } from '../http/deadline.ts';
import { renderFinding, toExpected } from '../http/finding.ts';
import { assertJudged } from '../http/judge.ts';
import { hideFields, hideSecrets, minLength, secretValues } from '../http/secrets.ts';
import { assertApproved } from './assert-approved.ts';
import { createEnvironment, type Environment } from './environment.ts';
import { lastLine, toExcerpts } from './excerpts.ts';
import { judgeCommand } from './expect.ts';
import { inFolder } from './in-folder.ts';
import { type Kept, keepFirst } from './kept.ts';
import type { Parameters } from './parameters.ts';
import { type Output, readOutput } from './read-output.ts';
import { renderCommand } from './render-command.ts';

/** Runs a command (see `command`) and measures what it came to. */
export async function runCommand(given: Parameters, context: CheckContext): Promise<Measurement> {
  const shown = renderShell(given.run);
  assertApproved(context.approval, shown);
  const environment = createEnvironment(given.env, context);
  const { redact = (text: string) => text } = context;
  const clean = (text: string) => redact(hideSecrets(text, environment.secrets));
  context.progress(clean(shown));
  const ran = await runIt(given, { context, environment });
  const stdout = ran.stdout(clean);
  const stderr = ran.stderr(clean);
  const output = readOutput(stdout.text, stdout.isCut);
  assertAnswer(given, { ...ran, stdout, stderr, output, shown: clean(shown) });
  const measured = {
    exit_code: ran.end.how === 'exited' ? ran.end.code : 0,
    stdout: stdout.text,
    stderr: stderr.text,
    ...output,
    json: hideFields(output.json),
    pairs: hideFields(output.pairs),
    stdout_bytes: stdout.bytes,
    stderr_bytes: stderr.bytes,
    stdout_cut: stdout.isCut,
    stderr_cut: stderr.isCut,
    max_bytes: given.max_bytes,
    duration_ms: ran.end.durationMs,
  };
  const findings =
    given.expect === undefined ? [] : await judgeCommand(given.expect, { ...measured, json: output.json });
  assertJudged(findings);
  const failed = findings.filter(({ state }) => state === 'failed').map(renderFinding);
  const facts: Facts = { ...measured, expected: findings.length, failed };
  const told = `${shown} ended with exit code ${measured.exit_code} after ${measured.duration_ms} ms`;
  const result: Measurement = {
    facts,
    evidence: [
      ...toExcerpts('stdout', stdout),
      ...toExcerpts('stderr', stderr),
      ...(ran.end.leftovers ? [{ source: shown, text: 'what it had left running was ended' }] : []),
      ...failed.map((text) => ({ source: 'expected', text })),
    ],
    command: renderCommand({
      argv: given.run,
      folder: context.folder.path,
      stdin: given.stdin,
      named: environment.named,
      isSecret: (text) => clean(text) !== text,
    }),
    verdict:
      findings.length > 0
        ? toExpected(told, findings)
        : { outcome: 'done', status: 'pass', say: tellOutput(told, output) },
  };
  const printed = [...secretValues(output.json), ...secretValues(output.pairs)];
  return hideSecrets(result as never, [...environment.secrets, ...printed.filter(({ length }) => length >= minLength)]);
}

type Ran = {
  readonly end: ChildEnd;
  readonly stdout: (redact: (text: string) => string) => Kept;
  readonly stderr: (redact: (text: string) => string) => Kept;
};

/** Throws a `CheckProblem` where its time is over. */
async function runIt(
  given: Parameters,
  { context, environment }: { readonly context: CheckContext; readonly environment: Environment },
): Promise<Ran> {
  const stdout = keepFirst(given.max_bytes);
  const stderr = keepFirst(given.max_bytes);
  const deadline = startDeadline(context);
  try {
    const end = await inFolder(context.folder.path, (cwd) =>
      runChild({
        argv: given.run,
        cwd,
        env: environment.all,
        input: given.stdin,
        signal: deadline.signal,
        onStdout: stdout.read,
        onStderr: stderr.read,
      }),
    );
    return { end, stdout: stdout.kept, stderr: stderr.kept };
  } catch (cause) {
    if (deadline.hit() !== 'timeout') throw cause;
    const last = lastLine(...[stderr, stdout].map(({ kept }) => kept(context.redact ?? ((text) => text)).text));
    const said =
      last === undefined ? 'it printed nothing' : `the last it said: ${hideSecrets(last, environment.secrets)}`;
    throw new CheckProblem(
      {
        status: 'error',
        message: `${renderShell(given.run)} did not end within ${context.timeoutMs / 1000} s and was ended; ${said}`,
      },
      { cause },
    );
  } finally {
    deadline.stop();
  }
}

/** Throws a `CheckProblem` where it could not be run, could not do its work, or printed what it was not to print: none of that is an answer. */
function assertAnswer(
  { as = 'text', exit_codes = 0, expect }: Parameters,
  ran: {
    readonly end: ChildEnd;
    readonly stdout: Kept;
    readonly stderr: Kept;
    readonly output: Output;
    readonly shown: string;
  },
): void {
  const { end, stdout, stderr, output, shown } = ran;
  const codes = exit_codes === 'any' || expect?.exit_code !== undefined ? undefined : [exit_codes].flat();
  if (end.how !== 'exited' || codes?.includes(end.code) === false) {
    const said = lastLine(stderr.text, stdout.text);
    const how = end.how === 'exited' ? `it ended with exit code ${end.code}` : tellEnd(end);
    throw new CheckProblem({
      status: 'error',
      message: `${shown}: ${how}${said === undefined ? '' : `: ${said}`}`,
      ...(end.how === 'exited'
        ? { unblock: `Where exit code ${end.code} is an answer and no failure, the step says so in exit_codes` }
        : {}),
    });
  }
  if (as === 'text' || output[as] !== null) return;
  const what = { json: 'JSON', number: 'a number', pairs: 'name=value lines' }[as];
  const why = stdout.isCut ? `more than the first bytes of it that were kept (max_bytes)` : 'something else';
  throw new CheckProblem({ status: 'error', message: `${shown}: it was to print ${what}, and printed ${why}` });
}

function tellOutput(told: string, { lines }: Output): string {
  const count = lines.length === 1 ? '1 line' : `${lines.length} lines`;
  return `${told}, ${lines.length === 0 ? 'and printed nothing' : count}`;
}
