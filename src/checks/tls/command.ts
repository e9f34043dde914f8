import { isIP } from 'node:net';
import { renderShell } from '../../shell.ts';
import { renderTarget } from '../http/failure.ts';

/** The openssl line that asks a server the same; with several addresses, a loop over them. */
export function renderLive(of: {
  readonly host: string;
  readonly port: number;
  readonly name: string;
  readonly addresses: readonly string[];
  readonly starttls: string | undefined;
  readonly ca: string | undefined;
  readonly client: { readonly cert: string; readonly key: string } | undefined;
}): string {
  const { host, port, name, addresses, starttls, ca, client } = of;
  const [only] = addresses;
  const isLoop = addresses.length > 1;
  const connect = isLoop ? [] : ['-connect', renderTarget({ host: only ?? host, port })];
  const line = renderShell([
    'openssl',
    's_client',
    ...connect,
    ...(isIP(name) === 0 ? ['-servername', name] : ['-noservername']),
    '-showcerts',
    ...(starttls === undefined ? [] : ['-starttls', starttls]),
    ...(ca === undefined ? [] : ['-CAfile', ca]),
    ...(client === undefined ? [] : ['-cert', client.cert, '-key', client.key]),
  ]);
  if (!isLoop) return `${line} </dev/null`;
  const targets = addresses.map((address) => renderShell([renderTarget({ host: address, port })])).join(' ');
  return `for at in ${targets}; do ${line} -connect "$at" </dev/null; done`;
}

/** The openssl lines that judge files, and those that print the same public key where a key belongs to the first. */
export function renderFiles(of: {
  readonly files: readonly string[];
  readonly name: string | undefined;
  readonly ca: string | undefined;
  readonly key: string | undefined;
  readonly at: string | undefined;
}): string {
  const { files, name, ca, key, at } = of;
  const host = name === undefined ? [] : [isIP(name) === 0 ? '-verify_hostname' : '-verify_ip', name];
  const lines = files.map((file) =>
    renderShell([
      'openssl',
      'verify',
      '-show_chain',
      ...(at === undefined ? [] : ['-attime', String(Math.floor(Date.parse(at) / 1000))]),
      ...(ca === undefined ? [] : ['-CAfile', ca]),
      ...host,
      '-untrusted',
      file,
      file,
    ]),
  );
  const [first = ''] = files;
  const keys = [
    ['openssl', 'x509', '-noout', '-pubkey', '-in', first],
    ['openssl', 'pkey', '-pubout', '-in', key ?? ''],
  ];
  return [...lines, ...(key === undefined ? [] : keys.map(renderShell))].join('; ');
}
