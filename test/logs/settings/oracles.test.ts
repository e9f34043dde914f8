import { parseEnv as nodeParseEnv } from 'node:util';
import { stringify as toProperties } from 'dot-properties';
import fc from 'fast-check';
import { parse as iniParse, stringify as toIni } from 'ini';
import { parse as tomlParse, stringify as toToml } from 'smol-toml';
import { expect, test } from 'vitest';
import { stringify as toYaml } from 'yaml';
import type { SettingsFormat } from '../../../src/logs/settings/format.ts';
import { parseSettings } from '../../../src/logs/settings/parse-settings.ts';
import type { Setting } from '../../../src/logs/settings/setting.ts';
import { findTomlLines } from '../../../src/logs/settings/toml-lines.ts';

const read = async (text: string, format: SettingsFormat) => (await parseSettings(text, format)).settings;

/** Settings put together again into what they were read from. */
function nest(settings: readonly Setting[]): unknown {
  const root: { [key: string]: unknown } = Object.create(null);
  for (const { path, value } of settings) {
    const keys = path.split('.');
    let map = root;
    for (const key of keys.slice(0, -1)) {
      map[key] ??= Object.create(null);
      map = map[key] as typeof root;
    }
    map[keys.at(-1) ?? ''] = value;
  }
  return JSON.parse(JSON.stringify(root));
}

const key = fc.stringMatching(/^[A-Za-z_][\w-]{0,8}$/).filter((name) => name !== '__proto__');
const leaf = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
);
const tree = (inner: fc.Arbitrary<unknown>) =>
  fc.letrec((tie) => ({
    // A map without keys leaves no setting behind.
    map: fc.dictionary(key, tie('value'), { minKeys: 1, maxKeys: 4, noNullPrototype: true }),
    value: fc.oneof({ maxDepth: 3, depthSize: 'small' }, inner, tie('map'), fc.array(inner, { maxLength: 3 })),
  })).map;

test('JSON, YAML and JavaScript are read as JSON.parse reads them', async () => {
  const isPlain = (value: unknown) => !/\u2028|\u2029|[\ud800-\udfff]/.test(JSON.stringify(value));
  await fc.assert(
    fc.asyncProperty(
      tree(fc.oneof(leaf, fc.constant(null))).filter(isPlain),
      fc.constantFrom(undefined, 2),
      async (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const expected = JSON.parse(text) as unknown;
        expect(nest(await read(text, 'json'))).toEqual(expected);
        expect(nest(await read(`module.exports = ${text};`, 'js'))).toEqual(expected);
        expect(nest(await read(toYaml(value), 'yaml'))).toEqual(expected);
      },
    ),
    { numRuns: 300 },
  );
});

test('TOML is read as smol-toml reads it, and every key is found on the line it stands on', async () => {
  await fc.assert(
    fc.asyncProperty(tree(leaf), async (value) => {
      const text = toToml(value as object);
      const settings = await read(text, 'toml');
      expect(nest(settings)).toEqual(JSON.parse(JSON.stringify(tomlParse(text))));
      const lines = text.split('\n');
      for (const { path, line } of settings) {
        const last = path.split('.').at(-1) ?? '';
        expect(lines[(line ?? 0) - 1]).toMatch(new RegExp(`^(?:\\[.*)?"?${last}"? =|^[^=]*\\.?${last} =|${last}`));
      }
    }),
    { numRuns: 300 },
  );
});

test('keys of TOML are found past texts of several lines, remarks and lists of tables', () => {
  const text = `a = """
[not.a.table]
b = 1
"""  # [nor.this]
"c d" = [ # remark ]
  1, 2,
]
[e.f]
g.h = 'x # y'
[[i]]
j = 1
[[i]]
j = 2
[i.k]
l = { m = 1 }
`;
  const lines = Object.fromEntries(
    [...findTomlLines(text)].map(([path, line]) => [(JSON.parse(path) as string[]).join('.'), line]),
  );
  expect(lines).toEqual({
    a: 1,
    'c d': 5,
    e: 8,
    'e.f': 8,
    'e.f.g': 9,
    'e.f.g.h': 9,
    i: 10,
    'i.0': 10,
    'i.0.j': 11,
    'i.1': 12,
    'i.1.j': 13,
    'i.1.k': 14,
    'i.1.k.l': 15,
  });
});

test('.env is read as Node reads it, where readers agree', async () => {
  const name = fc.stringMatching(/^[A-Z][A-Z0-9_]{0,6}$/);
  // Readers differ on a # without a space before it, and on what a backslash means.
  const words = fc.stringMatching(/^[\w:/.,@=+ -]{0,12}$/);
  const value = fc.oneof(
    words.map((text) => text.trim()),
    words.map((text) => `"${text}"`),
    words.map((text) => `'${text} # no remark'`),
    fc.tuple(words, words).map(([a, b]) => `"${a}\n${b}"`),
    words.map((text) => `"${text}\\n${text}"`),
    words.map((text) => `${text.trim()} # remark`),
    words.map((text) => `\`${text}\``),
  );
  const line = fc.oneof(
    fc.tuple(name, value, fc.constantFrom('', 'export ', '  ')).map(([key, each, before]) => `${before}${key}=${each}`),
    fc.constant('# a remark'),
    fc.constant(''),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 1 }), fc.constantFrom('\n', '\r\n'), async (lines, end) => {
      const text = `${lines.join('\n')}\n`;
      const expected = { ...nodeParseEnv(text) };
      const settings = await read(text.replaceAll('\n', end), 'env');
      expect(JSON.parse(JSON.stringify(nest(settings)).replaceAll('\\r\\n', '\\n'))).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});

test('INI is read as the ini package reads it, where readers agree', async () => {
  const word = fc.stringMatching(/^[A-Za-z][\w/.-]{0,10}$/).filter((text) => !['true', 'false', 'null'].includes(text));
  const section = fc.dictionary(key, fc.oneof(word, fc.array(word, { minLength: 1, maxLength: 3 })), {
    minKeys: 1,
    maxKeys: 4,
    noNullPrototype: true,
  });
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(key, fc.oneof(word, section), { minKeys: 1, noNullPrototype: true }),
      async (value) => {
        const text = toIni(value);
        expect(nest(await read(text, 'ini'))).toEqual(JSON.parse(JSON.stringify(iniParse(text))));
      },
    ),
  );
});

test('Java properties are read back as they were written, escapes and folded lines included', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(key, fc.string({ maxLength: 120 }), { minKeys: 1, noNullPrototype: true }),
      fc.constantFrom(20, 80),
      async (value, lineWidth) => {
        const text = toProperties(value, { lineWidth });
        const settings = await read(text, 'properties');
        expect(Object.fromEntries(settings.map(({ path, value: each }) => [path, each]))).toEqual(value);
        for (const { path, line } of settings) expect(text.split('\n')[(line ?? 0) - 1]).toContain(path);
      },
    ),
  );
});

test('no text, whatever it holds, does more than be refused', async () => {
  const { Misread } = await import('../../../src/logs/settings/tree.ts');
  const piece = fc.oneof(
    fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      "'",
      '`',
      '=',
      ':',
      '\n',
      '#',
      '//',
      '/*',
      '*/',
      '- ',
      '<<: ',
      '&a ',
      '*a',
      '---\n',
      '[[',
      ']]',
      '\\',
      '=>',
      '${',
      '...',
      'a',
      '"""',
      ',',
      '__proto__',
      '%',
      '|',
      '1e999',
      '!x ',
    ),
    fc.string({ maxLength: 5 }),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(piece, { maxLength: 30 }),
      fc.constantFrom<SettingsFormat>('env', 'yaml', 'json', 'toml', 'ini', 'properties', 'js'),
      async (pieces, format) => {
        const text = pieces.join('');
        try {
          await read(text, format);
        } catch (cause) {
          expect(cause).toBeInstanceOf(Misread);
        }
      },
    ),
    { numRuns: 3000 },
  );
});
