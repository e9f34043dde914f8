import { defineScheme } from '../scheme.ts';

/** SendGrid webhooks. */
export const sendgrid = defineScheme({
  title: 'SendGrid',
  source: 'https://github.com/sendgrid/sendgrid-nodejs/blob/main/packages/eventwebhook/src/eventwebhook.js',
  header: ['x-twilio-email-event-webhook-signature'],
  timestamp: ['x-twilio-email-event-webhook-timestamp'],
  template: '{timestamp}{body}',
  algorithm: 'ecdsa-sha256',
  encoding: 'base64',
  key: 'public',
});
