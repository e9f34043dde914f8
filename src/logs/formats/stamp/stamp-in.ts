import { fieldOf } from '../../log-event.ts';
import { noStamp, type Stamp } from './stamp.ts';
import type { StampField } from './stamp-fields.ts';

/** The stamp among the fields of a line: the first field that holds one. */
export function stampIn(fields: { readonly [name: string]: unknown }, stamps: readonly StampField[]): Stamp {
  for (const { field, read } of stamps) {
    const value = fieldOf(fields, field);
    if (value === undefined) continue;
    const stamp = read(value);
    if (!Number.isNaN(stamp.atMs)) return stamp;
  }
  return noStamp;
}
