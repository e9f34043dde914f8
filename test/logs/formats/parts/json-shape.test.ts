import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createShapeReader } from '../../../../src/logs/formats/parts/json-shape.ts';

test('the lines of one program are read without a whole parse', () => {
  const { read } = createShapeReader(['status', 'ctx']);
  const line = (status: number) =>
    `{"ts":"2026-05-12T10:00:00Z","status": ${status},"ctx":{"host":"a","n":[1,"x"]},"ok":true}`;
  expect(read(line(200))).toEqual({ status: 200, ctx: { host: 'a', n: [1, 'x'] } });
  expect(read(line(503))).toEqual({ status: 503, ctx: { host: 'a', n: [1, 'x'] } });
});

test.each([
  ['an escape, which only a whole parse reads', '{"a":"\\n","b":1}'],
  ['a key twice, of which the last counts', '{"b":1,"b":2}'],
  ['an array of objects', '{"a":[{"x":1}],"b":1}'],
  ['the key that is no field', '{"__proto__":{"x":1},"b":1}'],
  ['no object', '[1]'],
  ['a line that is cut off', '{"a":1,"b":'],
  ['something behind it', '{"b":1} x'],
  ['a leading zero', '{"b":01}'],
  ['a control character in a string', '{"a":"\u0001","b":1}'],
])('%s is left alone', (_, line) => {
  expect(createShapeReader(['b']).read(line)).toBeUndefined();
});

test('what it reads, JSON.parse reads to the same values, also of lines that are nearly right', () => {
  const scalar = fc.oneof(
    fc.string({ maxLength: 6 }),
    fc.constantFrom('', 'é', '"', '\\', '\u0000', '}', '{"b":1}', '5'),
    fc.double(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
  );
  const value = fc.oneof(
    { weight: 5, arbitrary: scalar },
    fc.array(scalar, { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('b', 'x'), scalar),
  );
  const record = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c.d', 'ts', 'x"y'), value), { maxLength: 4 });
  const damage = fc.record({
    at: fc.nat(60),
    cut: fc.nat(2),
    put: fc.constantFrom('', '"', '}', ',', '0', ' ', '\\', 'e'),
  });
  fc.assert(
    fc.property(fc.array(fc.tuple(record, fc.option(damage)), { minLength: 1, maxLength: 12 }), (lines) => {
      const { read } = createShapeReader(['b', 'c.d']);
      for (const [pairs, harm] of lines) {
        let text = `{${pairs.map(([name, one]) => `${JSON.stringify(name)}:${JSON.stringify(one)}`).join(',')}}`;
        if (harm !== null) text = text.slice(0, harm.at) + harm.put + text.slice(harm.at + harm.cut);
        const found = read(text);
        if (found === undefined) continue;
        const { b, 'c.d': cd } = JSON.parse(text);
        expect(found).toEqual(
          Object.fromEntries(Object.entries({ b, 'c.d': cd }).filter(([, one]) => one !== undefined)),
        );
      }
    }),
    { numRuns: 2000 },
  );
});
