import { defineScheme } from '../scheme.ts';

/** PagerDuty webhooks. */
export const pagerduty = defineScheme({
  title: 'PagerDuty',
  source: 'https://github.com/PagerDuty/go-pagerduty/blob/main/webhookv3/webhookv3.go',
  header: ['x-pagerduty-signature'],
  separator: ',',
  prefix: 'v1=',
});
