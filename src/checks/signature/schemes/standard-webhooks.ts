import { defineScheme } from '../scheme.ts';

/** Standard Webhooks webhooks. */
export const standardWebhooks = defineScheme({
  title: 'Standard Webhooks',
  source: 'https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md',
  header: ['webhook-signature', 'svix-signature'],
  separator: ' ',
  prefix: 'v1,',
  id: ['webhook-id', 'svix-id'],
  timestamp: ['webhook-timestamp', 'svix-timestamp'],
  template: '{id}.{timestamp}.{body}',
  encoding: 'base64',
  key: 'whsec',
  secretPrefix: 'whsec_',
  toleranceS: 300,
});
