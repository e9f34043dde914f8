import { defineScheme } from '../scheme.ts';

/** GoCardless webhooks. */
export const gocardless = defineScheme({
  title: 'GoCardless',
  source: 'https://github.com/gocardless/gocardless-nodejs/blob/master/src/webhooks.ts',
  header: ['webhook-signature'],
  recognise: { 'webhook-signature': /^[0-9a-f]{64}$/i },
});
