import type { Report } from '../report.ts';
import { type Block, paragraph } from './block.ts';

/** A diagram with more arrows and notes is no picture any more. */
const maxEvents = 40;

/** The table that stands with it has every text whole. */
const maxCharacters = 100;

/** The attempts between the parties as a sequence; nothing where no fact tells of something that went from one to another. */
export function describeSequence({ timeline, parties }: Report): readonly Block[] {
  const placeOf = (id: string | undefined) => parties.findIndex((party) => party.id === id);
  const known = timeline.filter(({ at, from }) => placeOf(from) >= 0 && !Number.isNaN(Date.parse(at)));
  if (!known.some(({ to }) => placeOf(to) >= 0)) return [];
  const shown = known.slice(0, maxEvents);
  const isOneDay = new Set(shown.map(({ at }) => at.slice(0, 10))).size === 1;
  const order = [...new Set(shown.flatMap(({ from, to }) => [from, to]))];
  const seen = order.flatMap((id) => parties[placeOf(id)] ?? []);
  const events = shown.map(({ at, what, from, to }) => {
    const target = seen.findIndex(({ id }) => id === to);
    return {
      text: cut(`${isOneDay ? at.slice(11).replace(/Z$/, '') : at} ${what}`),
      from: seen.findIndex(({ id }) => id === from),
      to: target < 0 || to === from ? undefined : target,
    };
  });
  const left = known.length - shown.length;
  return [
    { kind: 'sequence', participants: seen.map(({ name }) => name), events },
    ...(left > 0
      ? [paragraph(`The diagram shows the first ${maxEvents} of ${known.length}; ${left} were left out.`)]
      : []),
  ];
}

function cut(text: string): string {
  const characters = [...text];
  return characters.length <= maxCharacters ? text : `${characters.slice(0, maxCharacters - 1).join('')}…`;
}
