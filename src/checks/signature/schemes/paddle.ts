import { defineScheme } from '../scheme.ts';

/** Paddle webhooks. */
export const paddle = defineScheme({
  title: 'Paddle',
  source: 'https://github.com/PaddleHQ/paddle-node-sdk/blob/main/src/notifications/helpers/webhooks-validator.ts',
  header: ['paddle-signature'],
  separator: ';',
  trims: false,
  prefix: 'h1=',
  timestampItem: 'ts=',
  template: '{timestamp}:{body}',
  secretPrefix: 'pdl_ntfset_',
  toleranceS: 5,
  future: false,
});
