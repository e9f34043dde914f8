import type { Picture } from '../picture.ts';

/** A picture, or in words why there is none. */
export type Drawable = { readonly picture: Picture } | { readonly whyNot: string };
