import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createKeyDesk, type KeyDesk, type KeyMode, keyModes } from '../../../src/lab/endpoint/key-desk.ts';

function createDesk(mode: KeyMode): { readonly desk: KeyDesk; readonly made: () => number } {
  let made = 0;
  const nextRecord = () => {
    made += 1;
    return `rec_${made}`;
  };
  return { desk: createKeyDesk({ mode, otherBody: 'refuse', isKeyRequired: false, nextRecord }), made: () => made };
}

const request = { node: 'node-1', key: 'k', body: 'b' };

test.each([
  ['none', 2],
  ['shared', 1],
  ['per-node', 1],
  ['unique', 1],
  ['check-then-insert', 1],
] as const)('%s: of two requests in sequence at one node %i make a record', (mode, records) => {
  const { desk, made } = createDesk(mode);
  for (const _ of [1, 2]) if (desk.arrive(request).do === 'work') desk.finish(request, 201);
  expect(made()).toBe(records);
});

test('a second request while the first runs: what each mode does with it', () => {
  const second = (mode: KeyMode) => {
    const { desk } = createDesk(mode);
    desk.arrive(request);
    return desk.arrive(request).do;
  };
  expect(Object.keys(keyModes).map((mode) => [mode, second(mode as KeyMode)])).toEqual([
    ['none', 'work'],
    ['shared', 'wait'],
    ['per-node', 'wait'],
    ['unique', 'work'],
    ['check-then-insert', 'work'],
  ]);
});

test('who waits gets the answer of the first, or takes its place where that failed', async () => {
  const { desk } = createDesk('shared');
  desk.arrive(request);
  const waits = desk.arrive(request);
  desk.fail(request);
  expect(waits.do === 'wait' && (await waits.answer)).toBeUndefined();
  expect(desk.arrive(request).do).toBe('work');
  const again = desk.arrive(request);
  desk.finish(request, 202);
  expect(again.do === 'wait' && (await again.answer)).toEqual({ status: 202, record: 'rec_1' });
});

test('however requests interleave, a store that claims or constrains makes one record a key, and never none', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom<KeyMode>('shared', 'unique'),
      fc.integer({ min: 1, max: 6 }),
      fc.scheduler(),
      async (mode, count, scheduler) => {
        const { desk, made } = createDesk(mode);
        const step = () => scheduler.schedule(Promise.resolve());
        const send = async () => {
          await step();
          let decision = desk.arrive(request);
          while (decision.do === 'wait') {
            const answer = await decision.answer;
            decision = answer === undefined ? desk.arrive(request) : { do: 'replay', answer };
          }
          if (decision.do !== 'work') return;
          await step();
          desk.finish(request, 201);
        };
        const all = Promise.all(Array.from({ length: count }, send));
        await scheduler.waitFor(all);
        expect(made()).toBe(1);
      },
    ),
  );
});

test('with check-then-insert, as many records are made as requests looked before the first was saved', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10 }), fc.integer({ min: 0, max: 10 }), (early, late) => {
      const { desk, made } = createDesk('check-then-insert');
      for (let n = 0; n < early; n += 1) desk.arrive(request);
      for (let n = 0; n < early; n += 1) desk.finish(request, 201);
      for (let n = 0; n < late; n += 1) expect(desk.arrive(request).do).toBe('replay');
      expect(made()).toBe(early);
    }),
  );
});

test('a request without a key is never held for another', () => {
  for (const mode of Object.keys(keyModes) as KeyMode[]) {
    const { desk } = createDesk(mode);
    const keyless = { ...request, key: undefined };
    expect([desk.arrive(keyless).do, desk.arrive(keyless).do]).toEqual(['work', 'work']);
  }
});
