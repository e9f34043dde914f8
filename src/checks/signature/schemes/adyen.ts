import { defineScheme } from '../scheme.ts';

/** Adyen payments webhooks. */
export const adyen = defineScheme({
  title: 'Adyen payments',
  source: 'https://github.com/Adyen/adyen-node-api-library/blob/main/src/utils/hmacValidator.ts',
  header: ['body:NotificationRequestItem.additionalData.hmacSignature'],
  each: 'body:notificationItems',
  template:
    '{body:NotificationRequestItem.pspReference}:{body:NotificationRequestItem.originalReference}:{body:NotificationRequestItem.merchantAccountCode}:{body:NotificationRequestItem.merchantReference}:{body:NotificationRequestItem.amount.value}:{body:NotificationRequestItem.amount.currency}:{body:NotificationRequestItem.eventCode}:{body:NotificationRequestItem.success}',
  encoding: 'base64',
  key: 'hex',
});
