import type { z } from 'zod';
import { defineCheck } from './check.ts';
import { startDeadline } from './http/deadline.ts';
import { renderTarget } from './http/failure.ts';
import { tlsFacts } from './tls/facts.ts';
import { bare, portOf, type TlsParameters, tlsParameters } from './tls/parameters.ts';
import { fileTouches } from './touches.ts';

/**
 * Verifies the certificates of a server, as each of its addresses sends them, or of files, and says all that is wrong at once.
 * Revocation is told only where the server staples it; nothing but the server is asked.
 */
export const tls = defineCheck<TlsParameters>({
  kind: 'tls',
  summary: 'Verifies the certificates of a server or of files',
  parameters: tlsParameters as z.ZodType<TlsParameters>,
  facts: tlsFacts,
  timeoutMs: 10_000,
  reads: () => [],
  touches: (given) => [
    ...fileTouches(...[given.file ?? []].flat(), given.cert, given.key, given.ca),
    ...(given.file === undefined ? toConnections(given) : []),
  ],
  run: async (given, context) => {
    // The clock starts before anything is loaded, so that there is still time to say what was waited for.
    const deadline = startDeadline(context);
    try {
      const { verify } = await import('./tls/verify.ts');
      return await verify(given, { context, deadline });
    } finally {
      deadline.stop();
    }
  },
});

function toConnections(given: TlsParameters) {
  return [given.connect ?? given.host ?? ''].flat().map((at) => ({
    what: 'connection' as const,
    text: renderTarget({ host: bare(at), port: portOf(given) }),
    writes: false,
  }));
}
