import { defineScheme } from '../scheme.ts';

/** Scalr webhooks. */
export const scalr = defineScheme({
  title: 'Scalr',
  source: 'https://github.com/adnanh/webhook/blob/master/internal/hook/hook.go',
  header: ['x-signature'],
  timestamp: ['date'],
  timestampUnit: 'http',
  template: '{body}{timestamp}',
  algorithm: 'sha1',
  toleranceS: 300,
  // The name of the header alone tells nothing.
  recognise: { 'x-signature': /^[0-9a-f]{40}$/, date: /./ },
});
