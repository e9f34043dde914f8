import { defineScheme } from '../scheme.ts';

/** AWS SNS webhooks. */
export const awsSns = defineScheme({
  title: 'AWS SNS',
  source: 'https://github.com/aws/aws-js-sns-message-validator/blob/master/index.js',
  header: ['body:Signature'],
  timestamp: ['body:Timestamp'],
  timestampUnit: 'iso',
  template: '{sns}',
  algorithm: 'rsa-sha1',
  algorithmFrom: { place: 'body:SignatureVersion', values: { '1': 'rsa-sha1', '2': 'rsa-sha256' } },
  encoding: 'base64',
  key: 'public',
  recognise: { 'body:SigningCertURL': /./ },
});
