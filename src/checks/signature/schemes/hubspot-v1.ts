import { defineScheme } from '../scheme.ts';

/** HubSpot v1 webhooks: what carries no version is v1. */
export const hubspotV1 = defineScheme({
  title: 'HubSpot v1',
  source: 'https://github.com/HubSpot/hubspot-api-nodejs/blob/master/src/utils/signature.ts',
  header: ['x-hubspot-signature'],
  template: '{secret}{body}',
  algorithm: 'plain-sha256',
});
