/** A request as it travels: `key` is the fingerprint of its Idempotency-Key, `customer` what the body names. */
export type Request = {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly path: string;
  readonly ip: string;
  readonly trace: string;
  readonly key: string | null;
  readonly customer: string | null;
};

/** How a request ends: a status, or the connection closed without one. `row` is the record that the answer names. */
export type Reply = { readonly status: number | 'closed'; readonly row?: number };

/** Takes a request and replies at most once; calling what it returns hangs up. */
export type Transport = (request: Request, reply: (reply: Reply) => void) => () => void;

/** A node behind the edge. It cannot be told to stop: what it has begun, it finishes. */
export type Upstream = {
  readonly address: string;
  readonly isUp: () => boolean;
  readonly receive: (request: Request, reply: (reply: Reply) => void) => void;
};
