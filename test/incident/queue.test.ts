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
  const queue = createQueue(2);
  const jobs = Array.from({ length: 4 }, createJob);
  const begun: number[] = [];
  const added = jobs.map((job, index) =>
    queue.add(() => {
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

test('an empty queue is idle, and one that has ended is idle again', async () => {
  const queue = createQueue(1);
  await queue.idle();
  await queue.add(async () => undefined);
  await queue.idle();
});

test('a job that fails does not stop the others, and who waits for the end is told', async () => {
  const queue = createQueue(1);
  const job = createJob();
  const failing = queue.add(() => job.ended);
  let ran = false;
  const next = queue.add(async () => {
    ran = true;
  });
  const idle = queue.idle();
  job.fail(new Error('broken'));
  await failing;
  await next;
  expect(ran).toBe(true);
  await expect(idle).rejects.toThrow('broken');
});
