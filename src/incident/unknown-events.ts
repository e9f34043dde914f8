import type { Event } from './events.ts';

/** The entries of a journal that a newer causebook has written and this one does not know: they are kept and change nothing. */
export function unknownEvents(events: readonly Event[]): readonly Event[] {
  return events.filter(({ type }) => !Object.hasOwn(known, type));
}

const known: { readonly [T in Event['type']]: true } = {
  opened: true,
  resumed: true,
  'went-stale': true,
  'handed-over': true,
  'check-started': true,
  'check-progressed': true,
  'check-finished': true,
  'check-cancelled': true,
  answered: true,
  'set-back': true,
  pasted: true,
  'test-target-named': true,
  'fix-applied': true,
  'fix-verified': true,
  undone: true,
  noted: true,
};
