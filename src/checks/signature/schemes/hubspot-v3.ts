import { defineScheme } from '../scheme.ts';

/** HubSpot v3 webhooks. */
export const hubspotV3 = defineScheme({
  title: 'HubSpot v3',
  source: 'https://github.com/HubSpot/hubspot-api-nodejs/blob/master/src/utils/signature.ts',
  header: ['x-hubspot-signature-v3'],
  timestamp: ['x-hubspot-request-timestamp'],
  timestampUnit: 'ms',
  template: '{method}{url}{body}{timestamp}',
  encoding: 'base64',
  toleranceS: 300,
  future: false,
});
