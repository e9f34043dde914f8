import { expect, test } from 'vitest';
import { createGate } from '../../src/logs/gate.ts';

const { signal } = new AbortController();

/** A work that goes on until it is told to end. */
function createWork() {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { work: () => ended, end };
}

test('at most so many works go on at once, in the order they came, and one that fails gives its place to the next', async () => {
  const gate = createGate(2);
  const began: string[] = [];
  const [a, b] = [createWork(), createWork()];
  const run = (name: string, work: () => Promise<void>) =>
    gate(signal, () => {
      began.push(name);
      return work();
    });
  const first = run('a', a.work);
  const second = run('b', b.work);
  const third = run('c', () => Promise.reject(new Error('c')));
  const fourth = run('d', () => Promise.resolve());
  expect(began).toEqual(['a', 'b']);
  a.end();
  await first;
  await expect(third).rejects.toThrow('c');
  await fourth;
  expect(began).toEqual(['a', 'b', 'c', 'd']);
  b.end();
  await second;
});

test('who waits and is cancelled goes away, and takes no place', async () => {
  const gate = createGate(1);
  const { work, end } = createWork();
  const first = gate(signal, work);
  const cancel = new AbortController();
  const waiting = gate(cancel.signal, () => Promise.resolve('never'));
  const last = gate(signal, () => Promise.resolve('done'));
  cancel.abort(new Error('cancelled'));
  await expect(waiting).rejects.toThrow('cancelled');
  end();
  await first;
  expect(await last).toBe('done');
  await expect(gate(cancel.signal, work)).rejects.toThrow('cancelled');
});
