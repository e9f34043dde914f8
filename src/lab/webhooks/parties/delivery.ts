import type { resultKinds } from '../schema/paymenthub.ts';

/** An event at PaymentHub: what happened to a payment, for one of its merchants' accounts. */
export type HubEvent = {
  readonly event: string;
  readonly type: string;
  readonly payment: string;
  readonly account: string;
  readonly method: string;
  readonly customer: string;
  readonly amount: number;
  /** Ms since 1970. */
  readonly createdAt: number;
};

/** One attempt to deliver an event, as it leaves PaymentHub: from where, to which host, signed with which version of the secret. */
export type Delivery = {
  readonly event: HubEvent;
  readonly attempt: number;
  readonly from: string;
  readonly host: string;
  readonly secretVersion: number;
  readonly payloadVersion: number;
};

/** How an attempt ended for PaymentHub: a status, or an error in its words; `to` is the address it went to. */
export type Result = {
  readonly kind: (typeof resultKinds)[number];
  readonly to?: string;
  readonly status?: number;
  readonly error?: string;
};

/** The kind of a status. */
export function kindOf(status: number): Result['kind'] {
  if (status === 429) return '429';
  if (status < 300) return '2xx';
  return status < 400 ? '3xx' : status < 500 ? '4xx' : '5xx';
}
