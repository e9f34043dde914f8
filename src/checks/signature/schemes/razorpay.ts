import { defineScheme } from '../scheme.ts';

/** Razorpay webhooks. */
export const razorpay = defineScheme({
  title: 'Razorpay',
  source: 'https://github.com/razorpay/razorpay-node/blob/master/lib/utils/razorpay-utils.js',
  header: ['x-razorpay-signature'],
});
