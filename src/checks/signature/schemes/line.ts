import { defineScheme } from '../scheme.ts';

/** LINE webhooks. */
export const line = defineScheme({
  title: 'LINE',
  source: 'https://github.com/line/line-bot-sdk-nodejs/blob/master/lib/validate-signature.ts',
  header: ['x-line-signature'],
  encoding: 'base64',
});
