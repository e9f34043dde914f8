/**
 * A 32-bit hash of a text: FNV-1a over its UTF-16 units, then the finaliser of MurmurHash3, so that any bits of it are
 * as good as others (public domain, G. Fowler, L. C. Noll, K.-P. Vo; A. Appleby).
 */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = stepHash(hash, text.charCodeAt(index));
  return finishHash(hash);
}

/** The hash after one more unit. */
export function stepHash(hash: number, unit: number): number {
  return Math.imul(hash ^ unit, 0x01000193);
}

/** The hash when there are no more units. */
export function finishHash(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
