import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { tls } from '../../../src/checks/tls.ts';
import { createCheckContext } from '../../helpers/check-context.ts';
import { authority, createTlsLab, serverFor, type TlsLab } from '../../helpers/tls-lab.ts';
import { createServers } from '../../helpers/tls-servers.ts';

const nginx = ['/usr/sbin/nginx', '/usr/bin/nginx', '/usr/local/sbin/nginx'].find((file) => existsSync(file));

let lab: TlsLab;
beforeAll(() => {
  lab = createTlsLab();
  lab.issue(
    { name: 'root', issuer: 'root', key: 'root', extensions: authority },
    { name: 'int', issuer: 'root', key: 'int', extensions: authority },
    { name: 'leaf', subject: 'localhost', issuer: 'int', extensions: serverFor('DNS:localhost') },
    { name: 'default', subject: 'default.test', issuer: 'int', extensions: serverFor('DNS:default.test') },
  );
}, 60_000);
afterAll(() => lab.remove());

const servers = createServers();
const folder = mkdtempSync(path.join(tmpdir(), 'causebook-nginx-'));
afterEach(servers.close);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** One nginx with these servers, each a list of directives; `listen` is theirs. */
async function start(...blocks: readonly (readonly string[])[]) {
  return servers.run((port) => {
    const all = blocks.map(
      (lines) => `server { listen 127.0.0.1:${port} ssl; ${lines.map((line) => `${line};`).join(' ')} return 204; }`,
    );
    const file = path.join(folder, 'nginx.conf');
    writeFileSync(
      file,
      `daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/error.log;
events {}
http { access_log off; ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${folder};`).join(' ')}
${all.join('\n')} }`,
    );
    return [nginx ?? '', '-e', `${folder}/error.log`, '-p', folder, '-c', file];
  }, folder);
}

const certificate = (names: string) => {
  const file = path.join(folder, `${names.replaceAll(' ', '-')}.pem`);
  writeFileSync(file, lab.pem(names));
  return [`ssl_certificate ${file}`, `ssl_certificate_key ${lab.folder}/leaf.key`];
};

async function run(given: Record<string, unknown>) {
  const parameters = tls.parameters.parse({ host: 'localhost', connect: '127.0.0.1', ca: 'root.pem', ...given });
  return tls.run(parameters, await createCheckContext({ folder: lab.folder, timeoutMs: 20_000 }));
}

test.skipIf(nginx === undefined)(
  'nginx with a full chain is a pass, with the certificate alone it is not',
  async () => {
    const port = await start([...certificate('leaf int'), 'server_name localhost']);
    expect((await run({ port })).facts).toMatchObject({ findings: [], client_certificate: 'not-wanted' });
    await servers.close();
    const alone = await start([...certificate('leaf'), 'server_name localhost']);
    expect((await run({ port: alone })).facts.findings).toEqual(['missing-intermediate']);
  },
);

test.skipIf(nginx === undefined)(
  'nginx with TLS 1.2 alone, a default server and an optional client certificate',
  async () => {
    const client = ['ssl_verify_client optional', `ssl_client_certificate ${lab.folder}/root.pem`];
    const old = 'ssl_protocols TLSv1.2';
    const port = await start(
      [...certificate('default int'), 'server_name default.test', old, ...client],
      [...certificate('leaf int root'), 'server_name localhost', old, ...client],
    );
    const { facts, verdict } = await run({ port });
    expect(facts).toMatchObject({
      findings: ['root-sent', 'no-sni-differs', 'client-certificate-wanted'],
      protocols: ['TLSv1.2'],
      protocol: 'TLSv1.2',
      client_certificate: 'wanted',
      client_authorities: ['CN=root'],
      without_sni: 'differs',
    });
    expect(verdict).toMatchObject({ outcome: 'ok', status: 'pass' });
  },
);

test.skipIf(nginx === undefined)(
  'nginx demands a client certificate only after the handshake: it is told as asked for',
  async () => {
    const port = await start([
      ...certificate('leaf int'),
      'ssl_verify_client on',
      `ssl_client_certificate ${lab.folder}/root.pem`,
    ]);
    const { facts } = await run({ port });
    expect(facts).toMatchObject({ findings: ['client-certificate-wanted'], client_certificate: 'wanted' });
  },
);
