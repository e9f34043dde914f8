/** What every request has: a proxy needs no more. */
export type AnyRequest = {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly path: string;
  readonly ip: string;
  readonly trace: string;
};

/** A request as it travels: `key` is the fingerprint of its Idempotency-Key, `customer` what the body names. */
export type Request = AnyRequest & { readonly key: string | null; readonly customer: string | null };

/** How a request ends: a status, or the connection closed without one. `row` is the record that the answer names, `www` its WWW-Authenticate. */
export type Reply = { readonly status: number | 'closed'; readonly row?: number; readonly www?: string };

/** Takes a request and replies at most once; calling what it returns hangs up. */
export type Transport<Asked = Request> = (request: Asked, reply: (reply: Reply) => void) => () => void;

/** A node behind the edge. It cannot be told to stop: what it has begun, it finishes. `hungUp` tells it whether the client has gone. */
export type Upstream<Asked = Request> = {
  readonly address: string;
  readonly isUp: () => boolean;
  readonly receive: (request: Asked, reply: (reply: Reply) => void, hungUp: () => boolean) => void;
};
