import { parseDuration } from '../../logs/window.ts';
import { hasOtherBody, type ReproduceParameters } from './parameters.ts';

/** A part of a replay: the same request `times` times with one key, or a single request that differs in one thing from those of the first part. */
export type Part = {
  readonly name: 'sequence' | 'together' | 'other_body' | 'new_key' | 'no_key';
  readonly times: number;
  readonly isTogether: boolean;
  readonly key: string | undefined;
  /** What `{{unique}}` stands for. */
  readonly unique: string;
  readonly body: 'given' | 'other';
};

/** How a part is told. */
export const partWords: { readonly [N in Part['name']]: string } = {
  sequence: 'one after the other',
  together: 'at the same moment',
  other_body: 'same key, other body',
  new_key: 'same body, new key',
  no_key: 'same body, no key',
};

/**
 * The parts of a replay in order. `makeKey` and `makeUnique` give new texts; a key that was given is used for the first part, with a number
 * behind it for the others, so that no part meets what another has left.
 */
export function planParts(
  given: ReproduceParameters,
  make: { readonly key: () => string; readonly unique: () => string },
): readonly Part[] {
  const keyFor = (index: number) =>
    given.key === undefined ? make.key() : index === 0 ? given.key : `${given.key}-${index + 1}`;
  const repeats = given.how.map(
    (name, index): Part => ({
      name,
      times: given.times,
      isTogether: name === 'together',
      key: keyFor(index),
      unique: make.unique(),
      body: 'given',
    }),
  );
  const first = repeats[0] as Part;
  const once = { ...first, times: 1, isTogether: false };
  return [
    ...repeats,
    ...(hasOtherBody(given) ? [{ ...once, name: 'other_body', body: 'other' } as const] : []),
    ...(given.new_key ? [{ ...once, name: 'new_key', key: keyFor(repeats.length) } as const] : []),
    ...(given.no_key ? [{ ...once, name: 'no_key', key: undefined } as const] : []),
  ];
}

/** The text of a URL in which a `{{unique}}` stands as it was written: URLs escape its braces. */
export function decodeMark(href: string): string {
  return href.replace(/%7B%7Bunique%7D%7D/gi, '{{unique}}');
}

/** Puts what is unique for a part into a text. */
export function fillUnique(text: string, { unique }: Pick<Part, 'unique'>): string {
  return text.replaceAll('{{unique}}', unique);
}

/** How long the waits of a run take at least, in ms. */
export function waitsOf({ gap, effects }: ReproduceParameters): { readonly gapMs: number; readonly effectsMs: number } {
  return { gapMs: parseDuration(gap), effectsMs: effects === undefined ? 0 : parseDuration(effects.wait) };
}
