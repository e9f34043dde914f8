// One of several processes that go for the same pens at the same instants; prints what it got as JSON.
import { open, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { takePen } from '../../../src/incident/pen/take-pen.ts';

const [root = '', rounds = '0', start = '0', everyMs = '0'] = process.argv.slice(2);
const me = {
  pid: process.pid,
  now: () => new Date(),
  isAlive: (pid: number) => {
    try {
      process.kill(pid, 0);
      return true;
    } catch {
      return false;
    }
  },
};

/** Takes the pen of a folder; undefined when somebody else has it. */
async function tryTake(name: string) {
  try {
    return await takePen({ id: name, path: path.join(root, name) }, me);
  } catch (cause) {
    if ((cause as Error).name !== 'UserError') throw cause;
    return undefined;
  }
}

const won: number[] = [];
for (let round = 0; round < Number(rounds); round++) {
  const wait = Number(start) + round * Number(everyMs) - Date.now();
  if (wait > 0) await sleep(wait);
  if ((await tryTake(`stale-${round}`)) !== undefined) won.push(round);
}

// Then all of them take and release one pen as fast as they can: whoever has it is alone.
let turns = 0;
const until = Number(start) + Number(rounds) * Number(everyMs) + 1500;
while (Date.now() < until) {
  const pen = await tryTake('shared');
  if (pen === undefined) continue;
  const alone = await open(path.join(root, 'critical'), 'wx');
  await alone.close();
  await rm(path.join(root, 'critical'));
  await pen.release();
  turns += 1;
}
await sleep(300);
process.stdout.write(JSON.stringify({ won, turns }));
