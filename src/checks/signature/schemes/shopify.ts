import { defineScheme } from '../scheme.ts';

/** Shopify webhooks. */
export const shopify = defineScheme({
  title: 'Shopify',
  source: 'https://github.com/Shopify/shopify-app-js/blob/main/packages/apps/shopify-api/lib/utils/hmac-validator.ts',
  header: ['x-shopify-hmac-sha256'],
  encoding: 'base64',
});
