import { stringify as toProperties } from 'dot-properties';
import fc from 'fast-check';
import { stringify as toIni } from 'ini';
import { stringify as toToml } from 'smol-toml';
import { afterEach, expect, test } from 'vitest';
import { stringify as toYaml } from 'yaml';
import { config } from '../../../src/checks/config.ts';
import type { SourceEntry } from '../../../src/logs/source.ts';
import { createCheckContext } from '../../helpers/check-context.ts';
import { writeFolder } from '../../helpers/write-folder.ts';

const removals: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const remove of removals.splice(0)) await remove();
});

/** Everything a person could get to see of a check, also where it cannot run. */
async function runAll(file: string, text: string, parameters: object): Promise<string> {
  const { folder, remove } = await writeFolder({ [file]: text });
  const source: SourceEntry = { id: 's', title: 'Settings', owner: 'X', kind: 'config', config: { file, fields: {} } };
  const context = await createCheckContext({ folder, sources: [source] });
  try {
    return JSON.stringify(await config.run(config.parameters.parse({ source: 's', ...parameters }), context));
  } catch (problem) {
    const { message, unblock = '' } = problem as Error & { readonly unblock?: string };
    return `${message} ${unblock}`;
  } finally {
    await remove();
  }
}

const name = fc.constantFrom(
  'password',
  'API_KEY',
  'dbPassword',
  'client_secret',
  'authToken',
  'Authorization',
  'private-key',
);
/** Long enough that it is in no other word by chance. */
const secret = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9+/=.#$%!:*&-]{9,30}$/).map((text) => `Zq${text}`);
const plain = fc.constantFrom('retries', 'timeout', 'url');

const formats: { readonly [file: string]: (key: string, value: string, other: string) => string } = {
  'a.json': (key, value, other) => JSON.stringify({ [other]: 3, inner: { [key]: value, list: [{ [key]: value }] } }),
  'a.yaml': (key, value, other) => toYaml({ [other]: 3, inner: { [key]: value, list: [{ [key]: value }] } }),
  'a.toml': (key, value, other) => toToml({ [other]: 3, inner: { [key]: value, list: [{ [key]: value }] } }),
  'a.ini': (key, value, other) => toIni({ [other]: '3', inner: { [key]: value } }),
  'a.properties': (key, value, other) => toProperties({ [other]: '3', inner: { [key]: value } }),
  '.env': (key, value, other) => `${other}=3\n${key}='${value}'\nX_${key}="${value}"\n`,
  'a.js': (key, value, other) =>
    `// ${key}: ${value}\nconst s = ${JSON.stringify(value)};\nconst k = {${other}: 3, ${JSON.stringify(key)}: s, h: {${JSON.stringify(key)}: process.env.X || ${JSON.stringify(value)}, d: x(\`Bearer \${s}${value.replace(/[$\\`]/g, '')}\`) /* ${value.replaceAll('*/', '')} */}};\nmodule.exports = {...k};`,
};

test('a secret under the name of one shows in no format: not in facts, evidence, words, command or a problem', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...Object.keys(formats)), name, secret, plain, async (file, key, value, other) => {
      const text = formats[file]?.(key, value, other) ?? '';
      for (const parameters of [
        {},
        { settings: [key, `inner.${key}`] },
        { expect: [`${key} = ${value}`, `inner.${key} != ${value}`, `inner.list.0.${key} absent`, `${other} = 4`] },
        { retry: true },
        {
          retry: {
            timeout: `inner.${key}`,
            delay: key,
            attempts: `inner.${key}`,
            statuses: key,
            success: `inner.${key}`,
          },
        },
      ])
        expect(await runAll(file, text, parameters)).not.toContain(value);
      // A file cut off anywhere is told without what stands there.
      expect(await runAll(file, text.slice(0, Math.max(1, text.length - 3)), {})).not.toContain(value);
      expect(await runAll('wrong.json', text, {})).not.toContain(value);
      expect(await runAll('wrong.toml', text, {})).not.toContain(value);
      expect(await runAll('wrong.yaml', text, {})).not.toContain(value);
    }),
    { numRuns: 150 },
  );
});
