import { defineScheme } from '../scheme.ts';

/** Paystack webhooks. */
export const paystack = defineScheme({
  title: 'Paystack',
  source: 'https://github.com/yabacon/paystack-php/blob/master/src/Paystack/Event.php',
  header: ['x-paystack-signature'],
  algorithm: 'sha512',
  secretPrefix: 'sk_',
  recognise: { 'x-paystack-signature': /^[0-9a-f]{128}$/i },
});
