import type { Event } from './events.ts';
import type { IncidentState } from './state.ts';

type AppliedFixes = IncidentState['appliedFixes'];

type Applied = { readonly fix: string; readonly at: string; readonly appliedAt?: string; readonly by?: string };

/** The applied fixes after somebody said of one that it was. Said again, it is the same fix, and what was said last counts. */
export function markApplied(before: AppliedFixes, { fix, at, appliedAt, by }: Applied): AppliedFixes {
  const told = { ...(appliedAt === undefined ? {} : { appliedAt }), ...(by === undefined ? {} : { by }) };
  return before.some((one) => one.fix === fix)
    ? before.map((one) => (one.fix === fix ? { ...one, ...told } : one))
    : [...before, { fix, saidAt: at, ...told, verified: [] }];
}

/** The same after the check of one was made again. */
export function markVerified(before: AppliedFixes, event: Extract<Event, { type: 'fix-verified' }>): AppliedFixes {
  const { seq: _seq, type: _type, redacted: _redacted, ...verified } = event;
  const known = before.some(({ fix }) => fix === event.fix) ? before : markApplied(before, event);
  return known.map((one) => (one.fix === event.fix ? { ...one, verified: [...one.verified, verified] } : one));
}
