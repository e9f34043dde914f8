import type { AnyRequest } from '../../parties/http.ts';
import type { Delivery } from './delivery.ts';

/** A request at ASPIn's edge: `wid` is the id of the event it delivers, `-` where it delivers none; `token` is what the relay presents. */
export type WebhookRequest = AnyRequest & {
  readonly wid: string;
  readonly delivery?: Delivery;
  readonly token?: 'valid' | 'expired';
};
