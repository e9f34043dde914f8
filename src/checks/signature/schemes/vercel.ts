import { defineScheme } from '../scheme.ts';

/** Vercel webhooks. */
export const vercel = defineScheme({
  title: 'Vercel',
  source: 'https://vercel.com/docs/webhooks/webhooks-api',
  header: ['x-vercel-signature'],
  algorithm: 'sha1',
});
