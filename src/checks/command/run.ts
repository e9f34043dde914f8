import { type ChildEnd, runChild } from '../../child/run-child.ts';
import { tellEnd } from '../../child/tell-end.ts';
import { CheckProblem } from '../../errors.ts';
import { renderShell } from '../../shell.ts';
import type { CheckContext, Facts, Measurement } from '../check.ts';
import { startDeadline } from '../http/deadline.ts';
import { type Finding, renderFinding, toExpected } from '../http/finding.ts';
import { assertJudged } from '../http/judge.ts';
import { hideFields, hideSecrets, mapTexts, minLength, secretValues } from '../http/secrets.ts';
import { assertApproved } from './assert-approved.ts';
import { createEnvironment, type Environment } from './environment.ts';
import { lastLine, toExcerpts } from './excerpts.ts';
import { type Expect, judgeCommand } from './expect.ts';
import { inFolder } from './in-folder.ts';
import { type Kept, keepFirst } from './kept.ts';
import type { Parameters } from './parameters.ts';
import { type Output, readOutput, toLines } from './read-output.ts';
import { renderCommand } from './render-command.ts';

/** Runs a command (see `command`) and measures what it came to. */
export async function runCommand(given: Parameters, context: CheckContext): Promise<Measurement> {
  const shown = renderShell(given.run);
  assertApproved(context.approval, shown);
  const environment = createEnvironment(given.env, context);
  const { redact = (text: string) => text } = context;
  const clean = (text: string) => redact(environment.hide(text));
  context.progress(clean(shown));
  const ran = await runIt(given, { context, environment, clean });
  const stdout = ran.stdout(clean);
  const stderr = ran.stderr(clean);
  const output = readOutput(stdout.raw, stdout.isCut);
  assertAnswer(given, { ...ran, stdout, stderr, output, shown: clean(shown) });
  const measured = {
    exit_code: ran.end.how === 'exited' ? ran.end.code : 0,
    stdout: stdout.text,
    stderr: stderr.text,
    lines: toLines(stdout.text),
    json: mapTexts(hideFields(output.json), clean),
    number: output.number,
    pairs: mapTexts(hideFields(output.pairs), clean),
    stdout_bytes: stdout.bytes,
    stderr_bytes: stderr.bytes,
    stdout_cut: stdout.isCut,
    stderr_cut: stderr.isCut,
    max_bytes: given.max_bytes,
    duration_ms: ran.end.durationMs,
  };
  const printed = { stdout: stdout.raw, stderr: stderr.raw, json: output.json };
  const findings = given.expect === undefined ? [] : await judge(given.expect, { measured, printed });
  assertJudged(findings);
  const failed = findings.filter(({ state }) => state === 'failed').map(renderFinding);
  const told = `${shown} ended with exit code ${measured.exit_code} after ${measured.duration_ms} ms`;
  const count = measured.lines.length === 1 ? '1 line' : `${measured.lines.length} lines`;
  const done = `${told}, ${stdout.bytes === 0 ? 'and printed nothing' : count}`;
  const result: Measurement = {
    facts: { ...measured, expected: findings.length, failed },
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
    verdict: findings.length > 0 ? toExpected(told, findings) : { outcome: 'done', status: 'pass', say: done },
  };
  const secrets = [output.json, output.pairs].flatMap(secretValues).filter(({ length }) => length >= minLength);
  return environment.hide(hideSecrets(result as never, secrets));
}

/** Judges what was printed, and tells it by what may be shown of that. */
async function judge(
  expect: Expect,
  { measured, printed }: { readonly measured: Facts; readonly printed: Facts },
): Promise<readonly Finding[]> {
  const judged = await judgeCommand(expect, { ...measured, ...printed });
  const shown = await judgeCommand(expect, measured);
  return judged.map((one, index) => ({ ...one, found: shown[index]?.found ?? one.found }));
}

type Ran = {
  readonly end: ChildEnd;
  readonly stdout: (redact: (text: string) => string) => Kept;
  readonly stderr: (redact: (text: string) => string) => Kept;
};

/** Throws a `CheckProblem` where its time is over. */
async function runIt(
  given: Parameters,
  of: {
    readonly context: CheckContext;
    readonly environment: Environment;
    readonly clean: (text: string) => string;
  },
): Promise<Ran> {
  const { context, environment, clean } = of;
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
    const last = lastLine(stderr.kept(clean).text, stdout.kept(clean).text);
    const said = last === undefined ? 'it printed nothing' : `the last it said: ${last}`;
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
