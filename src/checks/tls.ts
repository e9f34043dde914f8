import { isIP } from 'node:net';
import { z } from 'zod';
import { renderShell } from '../shell.ts';
import { defineCheck } from './check.ts';
import { startDeadline } from './http/deadline.ts';
import { renderTarget, type Target } from './http/failure.ts';
import { templated } from './templated.ts';
import { connect } from './tls/connect.ts';
import { measureChain, measureFailure, tlsFacts } from './tls/measure.ts';
import { readPem } from './tls/read-pem.ts';
import { toTrustStore } from './tls/trust-store.ts';
import { fileTouches } from './touches.ts';

const host = z.string().regex(/^[^\s/@]+$/, 'must be a host name or address, without https:// and path');

const parameters = z
  .strictObject({
    host: templated(host)
      .optional()
      .describe('The server to connect to; with `file`, the name the certificate must be for'),
    port: templated(z.int().min(1).max(65_535)).default(443).describe('Its port'),
    servername: templated(host)
      .optional()
      .describe('The name to ask for and to find in the certificate, where it is not `host`'),
    file: z
      .string()
      .min(1)
      .optional()
      .describe('A PEM file with the chain, in the evidence folder, in place of a connection'),
    ca: z
      .string()
      .min(1)
      .optional()
      .describe('PEM file of the CAs to trust in place of the usual ones: in the evidence folder, or absolute'),
    warn_days: z.number().min(0).default(21).describe('Fewer days left than this is a warning'),
  })
  .refine((given) => given.host !== undefined || given.file !== undefined, {
    error: 'needs a `host` to connect to, or a `file`',
  });

type Parameters = z.output<typeof parameters>;

/**
 * Verifies the certificate chain of a server, as it sends it, or of a file, and says all that is wrong at once. From a file,
 * signatures, dates, names and CA marks are verified, but no name constraints or path lengths. Revocation is not asked for.
 */
export const tls = defineCheck<Parameters>({
  kind: 'tls',
  summary: 'Verifies a certificate chain, of a server or of a file',
  parameters: parameters as z.ZodType<Parameters>,
  facts: tlsFacts,
  timeoutMs: 10_000,
  reads: () => [],
  touches: (given) => [
    ...fileTouches(given.file, given.ca),
    ...(given.file === undefined
      ? [{ what: 'connection' as const, text: renderTarget(targetOf(given)), writes: false }]
      : []),
  ],
  run: async (given, context) => {
    const ca = given.ca === undefined ? undefined : await readPem(given.ca, context);
    const store = toTrustStore(ca);
    const host = nameOf(given);
    const judgedBy = { store, host, warnDays: given.warn_days, now: context.now() };
    const command = renderCommand(given);
    if (given.file !== undefined) {
      const { certificates } = await readPem(given.file, context);
      return { ...measureChain({ ...judgedBy, place: given.file, presented: { sent: certificates } }), command };
    }
    const target = targetOf(given);
    context.progress(`TLS handshake with ${renderTarget(target)}`);
    const deadline = startDeadline(context);
    const presented = await connect(target, { servername: host ?? '', ca: ca?.text, deadline }).finally(deadline.stop);
    const place = renderTarget(target);
    if ('phase' in presented) return { ...measureFailure({ failure: presented, place, store }), command };
    return { ...measureChain({ ...judgedBy, place, presented }), command };
  },
});

function targetOf(given: Parameters): Target {
  return { host: (given.host ?? '').replace(/^\[|\]$/g, ''), port: given.port };
}

/** The name that the certificate must be for. */
function nameOf(given: Parameters): string | undefined {
  return (given.servername ?? given.host)?.replace(/^\[|\]$/g, '');
}

function renderCommand(given: Parameters): string {
  const ca = given.ca === undefined ? [] : ['-CAfile', given.ca];
  const name = nameOf(given) ?? '';
  if (given.file !== undefined) {
    const host = name === '' ? [] : [isIP(name) === 0 ? '-verify_hostname' : '-verify_ip', name];
    return renderShell(['openssl', 'verify', '-show_chain', ...ca, ...host, '-untrusted', given.file, given.file]);
  }
  const servername = isIP(name) === 0 ? ['-servername', name] : ['-noservername'];
  return `${renderShell(['openssl', 's_client', '-connect', renderTarget(targetOf(given)), ...servername, '-showcerts', ...ca])} </dev/null`;
}
