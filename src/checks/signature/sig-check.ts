/** Which key and which bytes a signature fits, in the words of the runbooks' observation `sig_check`. */
export type SigCheck =
  | 'matches_current'
  | 'matches_other_secret'
  | 'matches_raw_only'
  | 'timestamp_out'
  | 'matches_none';

/** Turns what was found into the outcome of `sig_check`; `no_sample` is for the runbook, where there is no request to check. */
export function toSigCheck(of: {
  readonly isRight: boolean;
  readonly isInTime: boolean;
  readonly isMissing: boolean;
  readonly causes: readonly string[];
}): SigCheck {
  if (of.isRight) return of.isInTime ? 'matches_current' : 'timestamp_out';
  const [cause] = of.causes;
  if (of.isMissing || cause === undefined) return 'matches_none';
  if (cause === 'other-secret' || cause.startsWith('secret-')) return 'matches_other_secret';
  return cause.startsWith('body-') && cause !== 'body-changed' ? 'matches_raw_only' : 'matches_none';
}
