import { defineScheme } from '../scheme.ts';

/** Twilio webhooks. */
export const twilio = defineScheme({
  title: 'Twilio',
  source: 'https://github.com/twilio/twilio-node/blob/main/src/webhooks/webhooks.ts',
  header: ['x-twilio-signature'],
  template: '{url}{params}',
  algorithm: 'sha1',
  encoding: 'base64',
});
