import { z } from 'zod';
import { CheckProblem } from '../errors.ts';
import { type CheckContext, defineCheck, type Measurement } from './check.ts';
import { startDeadline } from './http/deadline.ts';
import { renderTarget } from './http/failure.ts';
import { templated } from './templated.ts';
import { renderFiles, renderLive } from './tls/command.ts';
import { type ClientCertificate, createContexts, versions } from './tls/contexts.ts';
import { createDetailsReader } from './tls/details.ts';
import { loadKey, lookAtFiles } from './tls/files.ts';
import type { Standard } from './tls/judge/chain.ts';
import { lookAtServer } from './tls/live.ts';
import { measure, tlsFacts } from './tls/measure.ts';
import { readPem } from './tls/read-pem.ts';
import { type Starttls, starttlsPorts } from './tls/starttls.ts';
import { loadTrustStore } from './tls/trust-store.ts';
import { fileTouches } from './touches.ts';

const host = z.string().regex(/^[^\s/@]+$/, 'must be a host name or address, without https:// and path');
const file = z.string().min(1);
const listOf = <S extends z.ZodType>(item: S) => z.union([item, z.array(item).min(1).max(16)]);

const parameters = z
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
    warn_days: z.number().min(0).default(21).describe('Fewer days left than this is a warning'),
    fail_days: z.number().min(0).default(0).describe('Fewer days left than this is a failure'),
  })
  .refine((given) => given.host !== undefined || given.file !== undefined, {
    error: 'needs a `host` to connect to, or a `file`',
  })
  .refine((given) => given.cert === undefined || given.file === undefined, {
    error: '`cert` is what a connection shows: it does not go with `file`',
  })
  .refine((given) => (given.cert === undefined ? given.file !== undefined || given.key === undefined : true), {
    error: '`key` needs the `file` or the `cert` that it belongs to',
  });

type Parameters = z.output<typeof parameters>;

/**
 * Verifies the certificates of a server, as each of its addresses sends them, or of files, and says all that is wrong at once.
 * Revocation is told only where the server staples it; nothing but the server is asked.
 */
export const tls = defineCheck<Parameters>({
  kind: 'tls',
  summary: 'Verifies the certificates of a server or of files',
  parameters: parameters as z.ZodType<Parameters>,
  facts: tlsFacts,
  timeoutMs: 10_000,
  reads: () => [],
  touches: (given) => [
    ...fileTouches(...[given.file ?? []].flat(), given.cert, given.key, given.ca),
    ...(given.file !== undefined
      ? []
      : [given.connect ?? given.host ?? ''].flat().map((at) => ({
          what: 'connection' as const,
          text: renderTarget({ host: bare(at), port: portOf(given) }),
          writes: false,
        }))),
  ],
  run: async (given, context) => {
    const ca = given.ca === undefined ? undefined : await readPem(given.ca, context);
    const store = await loadTrustStore({ ca, trust: given.trust, env: context.env });
    const details = await createDetailsReader();
    const { warn_days: warnDays, fail_days: failDays } = given;
    const standard = { store, details, warnDays, failDays, now: context.now() };
    const passphrase = readPassphrase(given, context);
    if (given.file === undefined) return runLive(given, { context, standard, passphrase });
    const names = [given.file].flat();
    const host = nameOf(given);
    const contexts = createContexts(store, undefined);
    const endpoints = await lookAtFiles({ names, host, keyFile: given.key, passphrase, context, standard, contexts });
    const command = renderFiles({
      files: endpoints.map(({ place }) => place),
      name: host,
      ca: given.ca,
      key: given.key,
    });
    return { ...measure({ place: names.join(', '), endpoints, standard }), command };
  },
});

async function runLive(
  given: Parameters,
  use: {
    readonly context: CheckContext;
    readonly standard: Standard;
    readonly passphrase: string | undefined;
  },
): Promise<Measurement> {
  const { context, standard, passphrase } = use;
  const client = await loadClient(given, { context, passphrase });
  const host = bare(given.host ?? '');
  const port = portOf(given);
  const name = nameOf(given) ?? host;
  const server = {
    host,
    port,
    servernames: [...new Set([name, ...given.servernames.map(bare)])],
    pinned: given.connect === undefined ? [] : [given.connect].flat().map(bare),
    which: given.addresses,
    starttls: given.starttls,
    alpn: given.alpn,
    protocols: given.protocols,
    minProtocol: given.min_protocol,
    hasCertificate: client !== undefined,
  };
  const contexts = createContexts(standard.store, client);
  const deadline = startDeadline(context);
  const { progress } = context;
  const endpoints = await lookAtServer(server, { contexts, standard, deadline, progress }).finally(deadline.stop);
  const place = renderTarget({ host, port });
  const own = given.cert === undefined ? undefined : { cert: given.cert, key: given.key ?? given.cert };
  const addresses =
    given.connect === undefined && endpoints.length === 1 ? [] : endpoints.flatMap((each) => each.address ?? []);
  const command = renderLive({
    host,
    port,
    name,
    addresses: [...new Set(addresses)],
    starttls: given.starttls,
    ca: given.ca,
    client: own,
  });
  return { ...measure({ place, endpoints, standard }), command };
}

async function loadClient(
  given: Parameters,
  use: { readonly context: CheckContext; readonly passphrase: string | undefined },
): Promise<ClientCertificate | undefined> {
  if (given.cert === undefined) return undefined;
  const { text } = await readPem(given.cert, use.context);
  const { key } = await loadKey(given.key ?? given.cert, use);
  return { cert: text, key: key.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

function readPassphrase(given: Parameters, context: CheckContext): string | undefined {
  const name = given.passphrase_env;
  if (name === undefined) return undefined;
  const value = context.env[name];
  if (value !== undefined) return value;
  throw new CheckProblem({
    status: 'blocked',
    message: `the environment variable ${name} is not set`,
    unblock: `Put the passphrase into ${name}`,
  });
}

function portOf(given: Parameters): number {
  return given.port ?? (given.starttls === undefined ? 443 : starttlsPorts[given.starttls]);
}

/** The name that the certificate must be for. */
function nameOf(given: Parameters): string | undefined {
  const name = given.servername ?? given.host;
  return name === undefined ? undefined : bare(name);
}

/** A host without the brackets that an IPv6 address has in a URL. */
function bare(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}
