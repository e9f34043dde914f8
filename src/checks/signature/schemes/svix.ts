import { defineScheme } from '../scheme.ts';

/** Svix webhooks. */
export const svix = defineScheme({
  title: 'Svix',
  source: 'https://docs.svix.com/receiving/verifying-payloads/how-manual',
  header: ['svix-signature', 'webhook-signature'],
  separator: ' ',
  prefix: 'v1,',
  id: ['svix-id', 'webhook-id'],
  timestamp: ['svix-timestamp', 'webhook-timestamp'],
  template: '{id}.{timestamp}.{body}',
  encoding: 'base64',
  key: 'whsec',
  secretPrefix: 'whsec_',
  toleranceS: 300,
  recognise: { 'svix-signature': /./ },
});
