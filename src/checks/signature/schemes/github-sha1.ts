import { defineScheme } from '../scheme.ts';

/** GitHub (SHA-1, legacy) webhooks. */
export const githubSha1 = defineScheme({
  title: 'GitHub (SHA-1, legacy)',
  source: 'https://github.com/google/go-github/blob/master/github/messages_test.go',
  header: ['x-hub-signature'],
  prefix: 'sha1=',
  algorithm: 'sha1',
});
