import { defineScheme } from '../scheme.ts';

/** Coinbase Commerce webhooks. */
export const coinbaseCommerce = defineScheme({
  title: 'Coinbase Commerce',
  source: 'https://github.com/coinbase/coinbase-commerce-node/blob/master/lib/Webhook.js',
  header: ['x-cc-webhook-signature'],
});
