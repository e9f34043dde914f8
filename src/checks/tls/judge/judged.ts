import type { X509Certificate } from 'node:crypto';
import type { Path } from '../build-path.ts';
import type { ReadDetails } from '../details.ts';
import type { Staple } from '../staple.ts';
import type { TrustStore } from '../trust-store.ts';

/** What every chain is held against: the clock, the stores, the thresholds in days. `isPast`: `now` is an instant that was asked for. */
export type Standard = {
  readonly store: TrustStore;
  readonly now: Date;
  readonly isPast: boolean;
  readonly warnDays: number;
  readonly failDays: number;
  readonly details: ReadDetails;
};

/**
 * A chain. `host` is the name it must be for; `trustError` is what OpenSSL said, where it was asked; `staple` is the revocation status
 * that came along: null where none did, undefined where there was no connection that could have brought one.
 */
export type Chain = Standard & {
  readonly sent: readonly X509Certificate[];
  readonly host: string | undefined;
  readonly trustError: string | undefined;
  readonly staple: Staple | null | undefined;
};

/**
 * A chain together with its end certificate and the way from there to a root. `forbidden` is a certificate that signed the last one of an
 * open way, and yet may not.
 */
export type Judged = Chain & {
  readonly leaf: X509Certificate;
  readonly path: Path;
  readonly forbidden: X509Certificate | undefined;
};
