import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { type ChildEnd, runChild } from '../../child/run-child.ts';
import { tellEnd } from '../../child/tell-end.ts';
import { CheckProblem } from '../../errors.ts';
import type { Value } from '../../logs/value.ts';
import type { CheckContext, Facts, Measurement } from '../check.ts';
import { assertApproved } from '../command/assert-approved.ts';
import { createEnvironment } from '../command/environment.ts';
import { lastLine, toExcerpts } from '../command/excerpts.ts';
import { inFolder } from '../command/in-folder.ts';
import { keepFirst } from '../command/kept.ts';
import { startDeadline } from '../http/deadline.ts';
import { isTooDeep } from '../http/facts.ts';
import { hideFields, mapTexts } from '../http/secrets.ts';
import type { Job, Reply } from './job.ts';
import type { Parameters } from './parameters.ts';

const maxFacts = 256 * 1024;

/** Runs a script (see `script`); its facts are what it returns. */
export async function runScript(given: Parameters, context: CheckContext): Promise<Measurement> {
  const { file } = given;
  const { scripts } = assertApproved(context.approval, `the script ${file} beside the runbook`);
  const script = scripts[file] ?? { problem: `${file} is not beside the runbook` };
  if ('problem' in script) throw new CheckProblem({ status: 'error', message: script.problem });
  const environment = createEnvironment(given.env, context);
  const { redact = (text: string) => text } = context;
  const clean = (text: string) => redact(environment.hide(text));
  const [stdout, stderr, reply] = [keepFirst(given.max_bytes), keepFirst(given.max_bytes), keepFirst(maxFacts)];
  const job: Job = {
    ...script,
    inputs: (given.inputs ?? {}) as Job['inputs'],
    window: context.window ?? null,
    evidence: context.folder.path ?? null,
  };
  context.progress(file);
  const deadline = startDeadline(context);
  try {
    const end = await inFolder(context.folder.path, (cwd) =>
      runChild({
        argv: [execPath, ...flags, runner()],
        cwd,
        env: environment.all,
        signal: deadline.signal,
        onStdout: stdout.read,
        onStderr: stderr.read,
        onChannel: (channel) => {
          reply.read(channel);
          channel.write(`${JSON.stringify(job)}\n`);
        },
      }),
    );
    const [out, err, said] = [stdout.kept(clean), stderr.kept(clean), reply.kept((text) => text)];
    if (said.isCut) throw problem(`${file}: its facts are larger than 256 KiB`);
    const facts = readReply(said.text ?? '', { file, end, last: lastLine(err.text, out.text) });
    // Long ones are cut for the sentence: no secret may be cut in two.
    const told = Object.entries(mapTexts(facts, clean)).map(([name, value]) => tellFact(name, value));
    const verdict = {
      outcome: 'done',
      status: 'pass',
      say: `${file} ended after ${Math.round(end.durationMs)} ms and gave ${told.length === 0 ? 'no facts' : told.join(', ')}`,
    } as const;
    const evidence = [
      ...toExcerpts(`${file} (stdout)`, out),
      ...toExcerpts(`${file} (stderr)`, err),
      ...(end.leftovers ? [{ source: file, text: 'what it had left running was ended' }] : []),
    ];
    return environment.hide({ facts, evidence, command: null, verdict });
  } catch (cause) {
    if (deadline.hit() === 'timeout') {
      const last = lastLine(stderr.kept(clean).text, stdout.kept(clean).text);
      throw problem(
        `${file} did not end within ${context.timeoutMs / 1000} s and was ended; ${last === undefined ? 'it printed nothing' : `the last it said: ${last}`}`,
      );
    }
    if (!(cause instanceof CheckProblem)) throw cause;
    throw problem(environment.hide(cause.message));
  } finally {
    deadline.stop();
  }
}

/** A text is evaluated as a module through `vm`, which Node keeps behind a flag; a script that takes all memory ends alone. */
const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', '--max-old-space-size=512'];

/** The bundle has the runner beside it; run from the sources, the built one is taken. */
function runner(): string {
  const here = import.meta.url;
  return fileURLToPath(new URL(here.endsWith('.ts') ? '../../../dist/script-runner.cjs' : './script-runner.cjs', here));
}

function readReply(
  text: string,
  of: { readonly file: string; readonly end: ChildEnd; readonly last: string | undefined },
): Facts {
  const { file, end, last } = of;
  const reply = parseReply(text);
  if (reply === undefined) {
    const how = tellEnd(end) ?? 'it ended';
    throw problem(`${file}: ${how} without giving facts${last === undefined ? '' : `; the last it said: ${last}`}`);
  }
  if ('problem' in reply) {
    const { line, column } = reply;
    const place = [file, ...(line === undefined ? [] : [line]), ...(column === undefined ? [] : [column])].join(':');
    throw problem(`${place}: ${reply.problem}`);
  }
  if (isTooDeep(reply.facts)) throw problem(`${file}: its facts are nested deeper than 64`);
  return hideFields(reply.facts) as Facts;
}

function parseReply(text: string): Reply | undefined {
  try {
    return JSON.parse(text) as Reply;
  } catch {
    return undefined;
  }
}

function tellFact(name: string, value: Value): string {
  const text = JSON.stringify(value) ?? '';
  return `${name} ${text.length > 60 ? `${text.slice(0, 57)}…` : text}`;
}

function problem(message: string): CheckProblem {
  return new CheckProblem({ status: 'error', message });
}
