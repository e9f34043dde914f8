import { defineScheme } from '../scheme.ts';

/** Standard Webhooks v1a webhooks. */
export const standardWebhooksV1a = defineScheme({
  title: 'Standard Webhooks v1a',
  source: 'https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md',
  header: ['webhook-signature', 'svix-signature'],
  separator: ' ',
  prefix: 'v1a,',
  id: ['webhook-id', 'svix-id'],
  timestamp: ['webhook-timestamp', 'svix-timestamp'],
  template: '{id}.{timestamp}.{body}',
  algorithm: 'ed25519',
  encoding: 'base64',
  key: 'public',
  secretPrefix: 'whpk_',
  toleranceS: 300,
});
