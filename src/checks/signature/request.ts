/** An HTTP header as it came; the name is in lower case. */
export type Header = { readonly name: string; readonly value: string };

/**
 * A webhook request as it stood on the wire. Headers are in the order sent. `url` is what the sender called as far as the request
 * tells, with https where it does not say. `bodyLine` is the line of the file on which the body begins, `mismatch` says why the body
 * cannot be the one that was sent, `notes` what a reader should know of how it was read. `receivedAt` is when it arrived, `answer` what
 * the receiver answered, where the file tells it.
 */
export type SignedRequest = {
  readonly method: string | undefined;
  readonly target: string | undefined;
  readonly url: string | undefined;
  readonly headers: readonly Header[];
  readonly body: Buffer;
  readonly bodyLine: number | undefined;
  readonly mismatch: string | undefined;
  readonly notes: readonly string[];
  readonly receivedAt: Date | undefined;
  readonly answer: Answer | undefined;
};

/** What is not known of a request that no file told: to be spread into one. */
export const untold = {
  bodyLine: undefined,
  mismatch: undefined,
  notes: [],
  receivedAt: undefined,
  answer: undefined,
} as const satisfies Partial<SignedRequest>;

/** What the receiver answered to the request. */
export type Answer = { readonly status: number; readonly headers: readonly Header[]; readonly body: string };

/** The values of a header, in the order sent. */
export function headerValues(from: { readonly headers: readonly Header[] }, name: string): readonly string[] {
  const lower = name.toLowerCase();
  return from.headers.filter((header) => header.name === lower).map((header) => header.value);
}

/** The absolute URL of a request line: what it says itself, or its Host header with the scheme a proxy noted. */
export function toUrl(target: string | undefined, headers: readonly Header[]): string | undefined {
  if (target === undefined) return undefined;
  if (/^https?:\/\//i.test(target)) return target;
  const host = headerValues({ headers }, 'host')[0];
  if (host === undefined || !target.startsWith('/')) return undefined;
  const proto = headerValues({ headers }, 'x-forwarded-proto')[0]?.split(',')[0]?.trim();
  return `${proto === 'http' ? 'http' : 'https'}://${host}${target}`;
}
