import { defineScheme } from '../scheme.ts';

/** Zoom webhooks. */
export const zoom = defineScheme({
  title: 'Zoom',
  source: 'https://github.com/zoom/webhook-sample/blob/master/index.js',
  header: ['x-zm-signature'],
  prefix: 'v0=',
  timestamp: ['x-zm-request-timestamp'],
  template: 'v0:{timestamp}:{body}',
});
