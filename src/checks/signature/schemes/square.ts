import { defineScheme } from '../scheme.ts';

/** Square webhooks. */
export const square = defineScheme({
  title: 'Square',
  source: 'https://github.com/square/square-nodejs-sdk/blob/master/tests/integration/webhooks.test.ts',
  header: ['x-square-hmacsha256-signature'],
  template: '{url}{body}',
  encoding: 'base64',
});
