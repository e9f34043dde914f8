import type { Definition } from '../definition.ts';
import type { ParseContext } from '../format.ts';
import { createStampReader, type StampReader } from './reader.ts';
import { createZone } from './zone.ts';

/** A field that may hold the stamp of a line, and how it is read. */
export type StampField = StampReader & { readonly field: string };

/** The stamp fields of a definition, ready for one file; those that go first come first. */
export function openStamps(definition: Definition, context: ParseContext): readonly StampField[] {
  const completed = { toInstant: createZone(context.zone), modifiedMs: context.modifiedMs };
  return (definition.stamp ?? []).map(({ field, formats }) => ({ field, ...createStampReader(formats, completed) }));
}
