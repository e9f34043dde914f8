import { defineScheme } from '../scheme.ts';

/** Grafana alerting webhooks. */
export const grafana = defineScheme({
  title: 'Grafana alerting',
  source: 'https://github.com/grafana/grafana/pull/100960',
  header: ['x-grafana-alerting-signature'],
});
