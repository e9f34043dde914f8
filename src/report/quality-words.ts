import type { Quality } from '../diagnosis/diagnosis.ts';

/** How well a fact is known, as people read it. */
export const qualityWords = {
  checked: 'checked',
  document: 'read in an exported document',
  looked: 'said by someone who looked',
  recollected: 'said from memory',
} as const satisfies { readonly [Q in Quality]: string };
