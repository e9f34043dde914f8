import type { Definition } from './definition.ts';
import type { Formats } from './format.ts';
import { builtInFormats, createFormats } from './formats.ts';
import { plainText } from './plain-text.ts';

/** The formats that are known, and the definitions of those that people added: threads make theirs of them. */
export type KnownFormats = { readonly formats: Formats; readonly definitions: readonly Definition[] };

/**
 * The formats that come with causebook, and those that people added (checked definitions); of two with one id theirs counts. A log
 * is `text` only where somebody says so.
 */
export function knowFormats(definitions: readonly Definition[] = []): KnownFormats {
  const formats = createFormats([...builtInFormats, ...definitions]);
  const get: Formats['get'] = (id) => formats.get(id) ?? (id === plainText.id ? plainText : undefined);
  return { formats: { ...formats, get }, definitions };
}
