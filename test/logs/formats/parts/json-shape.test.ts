import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createBlock } from '../../../../src/logs/block.ts';
import { parseObject } from '../../../../src/logs/formats/parts/json.ts';
import { createShapeReader } from '../../../../src/logs/formats/parts/json-shape.ts';
import { openStamps } from '../../../../src/logs/formats/stamp/stamp-fields.ts';
import { createWanted } from '../../../../src/logs/formats/wanted.ts';

test('the lines of one program are read without a whole parse', () => {
  const { read } = createShapeReader(['status', 'ctx'], []);
  const line = (status: number) =>
    `{"ts":"2026-05-12T10:00:00Z","status": ${status},"ctx":{"host":"a","n":[1,"x"]},"ok":true}`;
  expect(read(line(200))?.fields).toEqual({ status: 200, ctx: { host: 'a', n: [1, 'x'] } });
  expect(read(line(503))?.fields).toEqual({ status: 503, ctx: { host: 'a', n: [1, 'x'] } });
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
  expect(createShapeReader(['b'], []).read(line)).toBeUndefined();
});

const stamps = openStamps(
  {
    id: 'app',
    title: 'App',
    syntax: 'json',
    stamp: ['ts', 'log.at', 'time', 'a:b'].map((field) => ({ field, formats: ['iso'] })),
    samples: [],
  },
  { zone: 'UTC', modifiedMs: 0 },
);

test.each([
  ['the first key', '{"time":"T","b":1}'],
  ['the first key, with blanks', '{ "time" : "T", "b":1}'],
  ['a key with a colon', '{"a:b":"T","b":1}'],
  ['a later key', '{"b":1,"time":"T"}'],
  ['a later key that goes before the first one', '{"time":"2026-05-12T12:00:00.000Z","b":1,"ts":"T"}'],
  ['a path that goes before the first key', '{"time":"2026-05-12T12:00:00.000Z","b":1,"log":{"at":"T"}}'],
  ['a path that stands as one key', '{"log.at":"T","b":1}'],
])('the stamp of lines in a block is that of each alone where it is %s', (_, line) => {
  const texts = ['10:00:00.001Z', '10:00:00.002Z', '11:30:00.003Z', '11:30:00Z'];
  const lines = texts.map((text) => line.replace('T"', `2026-05-12T${text}"`));
  const reader = createShapeReader(['b'], stamps);
  reader.read(lines[0] as string);
  const block = createBlock(Buffer.from(`${lines.join('\n')}\n`), true);
  let from = 0;
  const found = lines.map(() => {
    const one = reader.readAt(block, from);
    from = reader.end();
    return { at: one && new Date(one.atMs).toISOString().slice(11), resolutionMs: one?.resolutionMs, b: one?.fields.b };
  });
  expect(found).toEqual(
    texts.map((text) => ({
      at: text.replace(/:00Z$/, ':00.000Z'),
      resolutionMs: text.length === 9 ? 1000 : 1,
      b: 1,
    })),
  );
});

test.each([
  ['on its own', '"id":1234567890123456701', '1234567890123456701'],
  ['below zero', '"id":-9223372036854775807', '-9223372036854775807'],
  [
    'in a list, beside what looks like one',
    '"id":["7, 1234567890123456701",1234567890123456701 ,1.2345678901234567]',
    ['7, 1234567890123456701', '1234567890123456701', 1.2345678901234567],
  ],
  [
    'in an object',
    '"id":{"a":1234567890123456701,"b":9007199254740991}',
    { a: '1234567890123456701', b: 9007199254740991 },
  ],
  ['that a double holds', '"id":9007199254740991', 9007199254740991],
])('a whole number %s is not taken for another one, in a line known or new', (_, pair, id) => {
  const line = `{"b":1,${pair}}`;
  const reader = createShapeReader(['id'], []);
  expect(parseObject(line)).toEqual({ b: 1, id });
  for (const _ of [1, 2]) expect(reader.read(line)?.fields).toEqual({ id });
});

test('a line in a block whose first key is no stamp for once is left to a whole parse', () => {
  const reader = createShapeReader(['b'], stamps);
  reader.read('{"ts":"2026-05-12T10:00:00.001Z","b":1,"time":"2026-05-12T11:00:00.001Z"}');
  const block = createBlock(Buffer.from('{"ts":"soon","b":1,"time":"2026-05-12T11:00:00.001Z"}\n'), true);
  expect(reader.readAt(block, 0)).toBeUndefined();
});

test('what it reads, JSON.parse reads to the same values, also of lines that are nearly right', () => {
  const scalar = fc.oneof(
    fc.string({ maxLength: 6 }),
    fc.constantFrom('', 'é', '"', '\\', '\u0000', '}', '{"b":1}', '5'),
    fc.double().filter((one) => !Number.isInteger(one) || Number.isSafeInteger(one)),
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
      const { read } = createShapeReader(['b', 'c.d'], []);
      for (const [pairs, harm] of lines) {
        let text = `{${pairs.map(([name, one]) => `${JSON.stringify(name)}:${JSON.stringify(one)}`).join(',')}}`;
        if (harm !== null) text = text.slice(0, harm.at) + harm.put + text.slice(harm.at + harm.cut);
        const found = read(text)?.fields;
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

test('a key in lower case is wanted in any case, because SQL tells none apart', () => {
  const line = '{"Level":"x","code":1}';
  expect(createShapeReader(['level'], []).read(line)?.fields).toEqual({ Level: 'x' });
  expect(createShapeReader(['LEVEL'], []).read(line)?.fields).toEqual({});
  expect(['Level', 'level', 'code'].map(createWanted(['level']))).toEqual([true, true, false]);
});
