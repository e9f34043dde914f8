import { defineScheme } from '../scheme.ts';

/** Stripe webhooks. The secret is not decoded, though it begins with whsec_; only too old is refused. */
export const stripe = defineScheme({
  title: 'Stripe',
  source: 'https://github.com/stripe/stripe-node/blob/master/src/Webhooks.ts',
  header: ['stripe-signature'],
  separator: ',',
  trims: false,
  prefix: 'v1=',
  timestampItem: 't=',
  template: '{timestamp}.{body}',
  secretPrefix: 'whsec_',
  toleranceS: 300,
  future: false,
});
