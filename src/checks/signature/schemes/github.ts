import { defineScheme } from '../scheme.ts';

/** GitHub webhooks. */
export const github = defineScheme({
  title: 'GitHub',
  source: 'https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries',
  header: ['x-hub-signature-256'],
  prefix: 'sha256=',
});
