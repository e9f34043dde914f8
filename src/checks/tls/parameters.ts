import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { z } from 'zod';
import { templated } from '../templated.ts';
import { type Starttls, starttlsPorts } from './starttls.ts';
import { versions } from './versions.ts';

const host = z.string().regex(/^[^\s/@]+$/, 'must be a host name or address, without https:// and path');
const file = z.string().min(1);
const listOf = <S extends z.ZodType>(item: S) => z.union([item, z.array(item).min(1).max(16)]);

/** The schema of a TLS check. */
export const tlsParameters = z
  .strictObject({
    host: templated(host)
      .optional()
      .describe('The server to connect to; with `file`, the name the certificate must be for'),
    port: templated(z.int().min(1).max(65_535)).optional().describe('Its port; left out, 443 or that of `starttls`'),
    servername: templated(host)
      .optional()
      .describe('The name to ask for and to find in the certificate, where it is not `host`'),
    servernames: z.array(templated(host)).max(8).default([]).describe('Further names to ask the same server for (SNI)'),
    addresses: z
      .enum(['all', 'first'])
      .default('all')
      .describe('Which addresses of the name are looked at; where one of two is bad, half of the clients fail'),
    connect: templated(listOf(host)).optional().describe('Addresses to connect to in place of those of `host`'),
    starttls: z
      .enum(Object.keys(starttlsPorts) as [Starttls, ...Starttls[]])
      .optional()
      .describe('The protocol that begins in plain text and changes to TLS'),
    alpn: z.array(z.string().min(1)).min(1).optional().describe('Protocols to offer (ALPN), like h2 and http/1.1'),
    protocols: z.boolean().default(true).describe('Whether to find out which protocol versions are offered'),
    min_protocol: z.enum(versions).default('TLSv1.2').describe('What is older than this is a finding'),
    file: listOf(file)
      .optional()
      .describe('Files with a chain each, in place of a connection: in the evidence folder (or a glob), or absolute'),
    cert: file.optional().describe('The certificate to show to the server (PEM, with its chain)'),
    key: file.optional().describe('The private key of `file`, or of `cert`; it is never shown'),
    passphrase_env: z
      .string()
      .regex(/^[A-Za-z_]\w*$/, 'must be the name of an environment variable')
      .optional()
      .describe('The environment variable that holds the passphrase of the key or of a PKCS#12 file'),
    ca: file
      .optional()
      .describe('PEM file of the CAs to trust in place of the usual ones: in the evidence folder, or absolute'),
    trust: z
      .enum(['node', 'system', 'both'])
      .default('both')
      .describe(
        "Whose roots to trust: Node's own, those of the operating system, or both, with a warning where they differ",
      ),
    at: templated(z.iso.datetime({ offset: true }))
      .optional()
      .describe('The instant to judge the dates of `file` at, where that is not now: when it failed'),
    warn_days: z.number().min(0).default(21).describe('Fewer days left than this is a warning'),
    fail_days: z.number().min(0).default(0).describe('Fewer days left than this is a failure'),
  })
  .refine((given) => given.host !== undefined || given.file !== undefined, {
    error: 'needs a `host` to connect to, or a `file`',
  })
  .refine((given) => given.cert === undefined || given.file === undefined, {
    error: '`cert` is what a connection shows: it does not go with `file`',
  })
  .refine((given) => given.at === undefined || given.file !== undefined, {
    error: '`at` needs a `file`: what a server sent then, nobody can ask',
  })
  .refine((given) => (given.cert === undefined ? given.file !== undefined || given.key === undefined : true), {
    error: '`key` needs the `file` or the `cert` that it belongs to',
  });

/** What a TLS check is given. */
export type TlsParameters = z.output<typeof tlsParameters>;

/** The port to connect to: that of the protocol where none is given. */
export function portOf(given: TlsParameters): number {
  return given.port ?? (given.starttls === undefined ? 443 : starttlsPorts[given.starttls]);
}

/** The name that the certificate must be for. */
export function nameOf(given: TlsParameters): string | undefined {
  const name = given.servername ?? given.host;
  return name === undefined ? undefined : toName(name);
}

/** A host as it stands in a certificate and in the handshake (RFC 6066, 3): ASCII, without the dot at its end. */
export function toName(host: string): string {
  const name = bare(host).replace(/\.$/, '');
  return isIP(name) === 0 ? domainToASCII(name) || name : name;
}

/** A host without the brackets that an IPv6 address has in a URL. */
export function bare(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}
