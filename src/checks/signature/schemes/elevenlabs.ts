import { defineScheme } from '../scheme.ts';

/** ElevenLabs webhooks. */
export const elevenlabs = defineScheme({
  title: 'ElevenLabs',
  source: 'https://elevenlabs.io/docs/product-guides/administration/webhooks',
  header: ['elevenlabs-signature'],
  separator: ',',
  prefix: 'v0=',
  timestampItem: 't=',
  template: '{timestamp}.{body}',
  toleranceS: 1800,
  future: false,
});
