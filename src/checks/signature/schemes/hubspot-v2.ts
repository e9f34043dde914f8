import { defineScheme } from '../scheme.ts';

/** HubSpot v2 webhooks. */
export const hubspotV2 = defineScheme({
  title: 'HubSpot v2',
  source: 'https://github.com/HubSpot/hubspot-api-nodejs/blob/master/src/utils/signature.ts',
  header: ['x-hubspot-signature'],
  template: '{secret}{method}{url}{body}',
  algorithm: 'plain-sha256',
  recognise: { 'x-hubspot-signature-version': /^v2$/ },
});
