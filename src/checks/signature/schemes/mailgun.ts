import { defineScheme } from '../scheme.ts';

/** Mailgun webhooks. The event itself is not signed: only the timestamp and the token are. */
export const mailgun = defineScheme({
  title: 'Mailgun',
  source: 'https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks',
  header: ['body:signature.signature'],
  id: ['body:signature.token'],
  timestamp: ['body:signature.timestamp'],
  template: '{timestamp}{id}',
  recognise: { 'body:signature.token': /./ },
});
