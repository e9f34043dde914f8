import { defineScheme } from '../scheme.ts';

/** Paystack (t=, v1=) webhooks. */
export const paystackV1 = defineScheme({
  title: 'Paystack (t=, v1=)',
  source: 'https://paystack.com/docs/payments/webhooks/',
  header: ['x-paystack-signature'],
  separator: ',',
  prefix: 'v1=',
  keyIdSeparator: ':',
  timestampItem: 't=',
  template: '{timestamp}.{body}',
  algorithm: 'sha512',
  toleranceS: 300,
  recognise: { 'x-paystack-signature': /^t=/ },
});
