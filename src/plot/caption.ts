import type { Picture } from './picture.ts';

/** One short sentence on how a picture is read. */
export function captionOf({ kind }: Picture): string {
  return captions[kind];
}

const captions: { readonly [K in Picture['kind']]: string } = {
  arrivals: 'When each arrived: a mark is one, a number that many at nearly the same time.',
  ladder: 'How many there are at every hop; the arrow stands where that first changes.',
  line: 'Values over time: the incident is marked under them, a limit as a line across. A gap is where there were none.',
  heat: 'How many over time: the darker, the more; each row on its own scale.',
};
