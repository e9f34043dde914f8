import { defineScheme } from '../scheme.ts';

/** PayPal webhooks. */
export const paypal = defineScheme({
  title: 'PayPal',
  source: 'https://github.com/paypal/PayPal-Python-SDK/blob/master/paypalrestsdk/notifications.py',
  header: ['paypal-transmission-sig'],
  id: ['paypal-transmission-id'],
  timestamp: ['paypal-transmission-time'],
  timestampUnit: 'iso',
  template: '{id}|{timestamp}|{webhook_id}|{crc32}',
  algorithm: 'rsa-sha256',
  algorithmFrom: { place: 'paypal-auth-algo', values: { SHA256withRSA: 'rsa-sha256', SHA1withRSA: 'rsa-sha1' } },
  encoding: 'base64',
  key: 'public',
});
