import { Socket } from 'node:net';
import process from 'node:process';
import type { Job, Reply } from './job.ts';
import { findPlace, tellProblem } from './tell-problem.ts';

// The process of one script: it gets the script's text and what to call it with on descriptor 3, and answers there. It is a file of its
// own in the bundle (script-runner.cjs); its standard output and error are the script's.
const channel = new Socket({ fd: 3 });
let job: Job | undefined;
let isAnswered = false;

const answer = (reply: Reply) => {
  if (isAnswered) return;
  isAnswered = true;
  channel.end(JSON.stringify(reply), () => process.exit(0));
};
const fail = async (cause: unknown) => {
  const place = job === undefined ? undefined : await findPlace(cause, job);
  answer({ problem: tellProblem(cause), ...place });
};

// Asked to end, the script may tidy up behind itself before it is made to.
const controller = new AbortController();
process.once('SIGTERM', () => controller.abort());
// An error in what nobody waits for: a timer, a promise that was left alone.
process.on('uncaughtException', (cause) => void fail(cause));

async function work(given: Job): Promise<void> {
  job = given;
  const { runModule } = await import('./run-module.ts');
  const facts = await runModule(given, controller.signal);
  if (typeof facts !== 'object' || facts === null || Array.isArray(facts))
    throw new Error('it gave no facts: the function that it exports by default is to return an object');
  // What has no form in JSON is told as an error of the script.
  answer({ facts: JSON.parse(JSON.stringify(facts)) });
}

let text = '';
channel.setEncoding('utf8').on('data', (block: string) => {
  text += block;
  if (text.endsWith('\n')) work(JSON.parse(text)).catch(fail);
});
