import { z } from 'zod';
import { status } from '../../schema/basics.ts';
import { during, minute } from './basics.ts';

const certificate = z.strictObject({
  installed_min: minute.default(-30_000),
  chain: z.enum(['full', 'leaf-only']).default('full').describe('What the address sends'),
  previous_ends_min: minute.optional().describe('When the certificate before it ran out; some weeks later by default'),
});

/** What lies between PaymentHub and ASPIn's edge: names, addresses with their certificates, an old host, the firewall. */
export const network = z.strictObject({
  addresses: z
    .array(
      z.strictObject({
        host: z.int().min(1).max(254).describe('The last number of the address'),
        share: z.number().min(0).default(1).describe('Of the deliveries, before the onset'),
        share_after: z.number().min(0).optional().describe('The same after the onset, where it differs'),
        certificate: certificate.prefault({}),
      }),
    )
    .min(1)
    .prefault([{ host: 80 }, { host: 81 }]),
  old_host: z
    .strictObject({ name: z.string(), host: z.int().min(1).max(254), status: z.union([status, z.literal('gone')]) })
    .optional()
    .describe('A host that answers every delivery with a redirect or a 404; gone: its name no longer resolves'),
  allowlist: z
    .array(z.string())
    .default(['198.51.100.0/25'])
    .describe('Whom the firewall lets in; ranges of PaymentHub that it does not hold are dropped'),
  unreachable: z
    .array(z.strictObject({ ...during, how: z.enum(['refused', 'dropped']) }))
    .default([])
    .describe('When nobody at all gets a connection'),
});
