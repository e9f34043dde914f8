import { defineScheme } from '../scheme.ts';

/** Adyen platforms and banking webhooks. */
export const adyenPlatform = defineScheme({
  title: 'Adyen platforms and banking',
  source: 'https://docs.adyen.com/development-resources/webhooks/secure-webhooks/verify-hmac-signatures',
  header: ['hmacsignature'],
  encoding: 'base64',
  key: 'hex',
});
