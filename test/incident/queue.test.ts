import { expect, test } from 'vitest';
import { createQueue } from '../../src/incident/queue.ts';

/** A job that ends when the test says so. */
function createJob() {
  let end: () => void = () => undefined;
  let fail: (cause: Error) => void = () => undefined;
  const ended = new Promise<void>((resolve, reject) => {
    end = resolve;
    fail = reject;
  });
  return { ended, end: () => end(), fail: (cause: Error) => fail(cause) };
}

test('jobs run side by side up to the limit, the rest in the order they came', async () => {
  const queue = createQueue({ work: 2, wait: 5 });
  const jobs = Array.from({ length: 4 }, createJob);
  const begun: number[] = [];
  const added = jobs.map((job, index) =>
    queue.add('work', () => {
      begun.push(index);
      return job.ended;
    }),
  );
  expect(begun).toEqual([0, 1]);
  jobs[1]?.end();
  await added[1];
  expect(begun).toEqual([0, 1, 2]);
  for (const job of jobs) job.end();
  await queue.idle();
  expect(begun).toEqual([0, 1, 2, 3]);
});

test('a full lane does not hold up another, and the queue is idle when both are', async () => {
  const queue = createQueue({ work: 1, wait: 2 });
  const jobs = { work: createJob(), next: createJob(), wait: createJob() };
  const begun: string[] = [];
  const add = (lane: 'work' | 'wait', name: keyof typeof jobs) =>
    queue.add(lane, () => {
      begun.push(name);
      return jobs[name].ended;
    });
  const added = [add('work', 'work'), add('work', 'next'), add('wait', 'wait')];
  expect(begun).toEqual(['work', 'wait']);
  let isIdle = false;
  const idle = queue.idle().then(() => {
    isIdle = true;
  });
  jobs.work.end();
  await added[0];
  expect(begun).toEqual(['work', 'wait', 'next']);
  jobs.next.end();
  await added[1];
  expect(isIdle).toBe(false);
  jobs.wait.end();
  await idle;
});

test('an empty queue is idle, and one that has ended is idle again', async () => {
  const queue = createQueue({ work: 1 });
  await queue.idle();
  await queue.add('work', async () => undefined);
  await queue.idle();
});

test('a job that fails does not stop the others, and who waits for the end is told', async () => {
  const queue = createQueue({ work: 1 });
  const job = createJob();
  const failing = queue.add('work', () => job.ended);
  let ran = false;
  const next = queue.add('work', async () => {
    ran = true;
  });
  const idle = queue.idle();
  job.fail(new Error('broken'));
  await failing;
  await next;
  expect(ran).toBe(true);
  await expect(idle).rejects.toThrow('broken');
});
