import { defineScheme } from '../scheme.ts';

/** WorkOS webhooks. */
export const workos = defineScheme({
  title: 'WorkOS',
  source: 'https://github.com/workos/workos-node/blob/main/src/common/crypto/signature-provider.ts',
  header: ['workos-signature'],
  separator: ',',
  prefix: 'v1=',
  timestampItem: 't=',
  timestampUnit: 'ms',
  template: '{timestamp}.{body}',
  toleranceS: 180,
  future: false,
});
