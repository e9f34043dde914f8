import { defineScheme } from '../scheme.ts';

/** Webflow webhooks. */
export const webflow = defineScheme({
  title: 'Webflow',
  source: 'https://developers.webflow.com/data/docs/working-with-webhooks',
  header: ['x-webflow-signature'],
  timestamp: ['x-webflow-timestamp'],
  timestampUnit: 'ms',
  template: '{timestamp}:{body}',
  toleranceS: 300,
});
