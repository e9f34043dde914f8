import type { Random } from '../random.ts';

/** Picks one of a list, each as often as its share of all shares; the list must not be empty. */
export function pickByShare<Item extends { readonly share: number }>(list: readonly Item[], random: Random): Item {
  let left = random.float() * list.reduce((sum, { share }) => sum + share, 0);
  const chosen = list.find(({ share }) => {
    left -= share;
    return left < 0;
  });
  return (chosen ?? list[0]) as Item;
}
