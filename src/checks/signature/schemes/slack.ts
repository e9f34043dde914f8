import { defineScheme } from '../scheme.ts';

/** Slack webhooks. */
export const slack = defineScheme({
  title: 'Slack',
  source: 'https://github.com/slackapi/python-slack-sdk/blob/main/slack_sdk/signature/__init__.py',
  header: ['x-slack-signature'],
  prefix: 'v0=',
  timestamp: ['x-slack-request-timestamp'],
  template: 'v0:{timestamp}:{body}',
  toleranceS: 300,
});
