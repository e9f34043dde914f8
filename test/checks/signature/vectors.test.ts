import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type SchemeName, schemeNames } from '../../../src/checks/signature/scheme-names.ts';
import { schemes } from '../../../src/checks/signature/schemes.ts';
import { signature } from '../../../src/checks/signature.ts';
import { createCheckContext } from '../../helpers/check-context.ts';
import { writeFolder } from '../../helpers/write-folder.ts';

/** A request with its key and what a right verifier says of it; `source` names who published it, or how it was made. */
type Vector = {
  readonly name?: string;
  readonly source: string;
  readonly published: boolean;
  readonly secret: string;
  readonly key?: string;
  readonly url?: string;
  readonly webhook_id?: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
  readonly now?: string;
  readonly key_id?: string;
  readonly expect: string;
};

const folder = new URL('vectors/', import.meta.url);
const rows = readdirSync(folder).flatMap((file) => {
  const scheme = file.replace(/\.yaml$/, '') as SchemeName;
  return (parse(readFileSync(new URL(file, folder), 'utf8')) as readonly Vector[]).map((vector) => ({
    scheme,
    name: vector.name ?? vector.expect,
    vector,
  }));
});

const { folder: evidence, remove } = await writeFolder({});
const context = await createCheckContext({ folder: evidence });
afterAll(remove);

function run(scheme: string, vector: Vector, secret = vector.secret) {
  const { url, key, webhook_id, headers, body } = vector;
  const target = url === undefined ? '/hooks' : url.replace(/^https?:\/\/[^/]+/, '');
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const request_text = [`POST ${target} HTTP/1.1`, ...head, '', body].join('\r\n');
  const given = {
    request_text,
    scheme,
    secret,
    received_at: vector.now ?? '2026-05-11T11:07:32Z',
    ...(url === undefined ? {} : { url }),
    ...(key === undefined || scheme === 'auto' ? {} : { key }),
    ...(webhook_id === undefined ? {} : { webhook_id }),
  };
  return signature.run(signature.parameters.parse(given), context);
}

test.each(rows)('$scheme, $name: the verdict is the one that was published', async ({ scheme, vector }) => {
  const { verdict, facts } = await run(scheme, vector);
  expect(verdict.outcome).toBe(vector.expect);
  if (vector.key_id !== undefined) expect(facts.key_id).toBe(vector.key_id);
});

test.each(rows.filter(({ vector }) => vector.expect === 'valid' && vector.key === undefined))(
  '$scheme, $name: auto recognises it',
  async ({ scheme, vector }) => {
    const { facts } = await run('auto', vector);
    expect(facts.scheme).toBe(scheme);
    expect(facts).toMatchObject({ signature_valid: true, sig_check: 'matches_current' });
  },
);

test('every scheme has a vector that is valid, and a source', () => {
  const covered = new Set(rows.filter(({ vector }) => vector.expect === 'valid').map(({ scheme }) => scheme));
  expect(schemeNames.filter((name) => !covered.has(name))).toEqual([]);
  expect(Object.values(schemes).filter(({ source }) => !URL.canParse(source))).toEqual([]);
});
