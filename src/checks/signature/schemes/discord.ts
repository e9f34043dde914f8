import { defineScheme } from '../scheme.ts';

/** Discord webhooks. */
export const discord = defineScheme({
  title: 'Discord',
  source: 'https://github.com/discord/discord-interactions-js/blob/main/src/index.ts',
  header: ['x-signature-ed25519'],
  timestamp: ['x-signature-timestamp'],
  template: '{timestamp}{body}',
  algorithm: 'ed25519',
  key: 'public',
});
