import { expect, test } from 'vitest';
import { buffersOf } from '../../../src/logs/scan/buffers-of.ts';

test('memory that a state has for itself is handed over, whatever shares its memory stays', () => {
  const own = new Float64Array(8);
  const again = { values: own };
  const wide = new Uint32Array(8);
  const state = {
    n: 1,
    column: { values: own },
    again,
    part: wide.subarray(2, 4),
    shared: new Uint32Array(new SharedArrayBuffer(8)),
    pooled: Buffer.from('text'),
    list: [new Uint8Array(4)],
    none: undefined,
  };
  expect(buffersOf(state)).toEqual([own.buffer]);
  const sent = structuredClone(state, { transfer: buffersOf(state) });
  expect(sent.column.values.length).toBe(8);
  expect(own.length).toBe(0);
});
