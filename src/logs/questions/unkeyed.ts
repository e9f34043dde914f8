import { grouped } from './wording.ts';

/**
 * Says that none of so many events has a key: rather a field that is mistyped than an answer. `which` are the events: ` with a time`.
 */
export function sayUnkeyed(key: string, n: number, which = ''): string {
  const isPattern = key.trim().startsWith('/');
  if (n === 0) return 'no events';
  if (n === 1) return `the one event${which} ${isPattern ? 'does not match' : 'has no'} ${key}`;
  return `none of ${grouped(n)} events${which} ${isPattern ? 'matches' : 'has'} ${key}`;
}

/** Whether there were events, and none of them had any key, be it one that is not wanted: it is rather written otherwise in this log. */
export function hasNoKey(of: { readonly n: number; readonly unkeyed: number; readonly unwanted: number }): boolean {
  return of.n === 0 && of.unwanted === 0 && of.unkeyed > 0;
}
