import type { Definition } from './definition.ts';
import type { Detect, Format, Formats, ParseContext } from './format.ts';

/** A format and what it was made from. */
export type Defined = { readonly format: Format; readonly definition: Definition };

/**
 * Creates the detection among formats: those that read at least half of the lines, and four fifths of what the best of them
 * reads, are candidates; the most specific counts, which is the one that reads the fewest samples of the others (lnav's
 * idea). What a special program writes is thus not lost to one that also reads the odd line beside it. A general format counts where no other
 * does, and at least every fourth line begins an event of it: it takes whatever follows.
 */
export function createDetect(all: readonly Defined[]): Pick<Formats, 'detect' | 'detectSpecial'> {
  const isGeneral = ({ definition }: Defined) => definition.general === true;
  const breadths = new Map<Defined, number>();
  const breadthOf = (one: Defined, context: ParseContext): number => {
    const breadth = breadths.get(one) ?? countForeign(one, all, context);
    breadths.set(one, breadth);
    return breadth;
  };
  const detectAmong =
    (some: readonly Defined[], minShare: number): Detect =>
    (lines, context) => {
      const sample = lines.filter((line) => line.trim() !== '');
      const scores = scoreAll(some, sample, context).filter(
        ({ read, events }) => read > 0 && read * 2 >= sample.length && events >= sample.length * minShare,
      );
      const best = Math.max(...scores.map(({ events }) => events));
      const near = scores.filter(({ events }) => events * 5 >= best * 4);
      if (near.length < 2) return near[0]?.one.format;
      const breadth = Math.min(...near.map(({ one }) => breadthOf(one, context)));
      const specific = near.filter(({ one }) => breadthOf(one, context) === breadth);
      const events = Math.max(...specific.map((score) => score.events));
      return specific.find((score) => score.events === events)?.one.format;
    };
  const detectSpecial = detectAmong(
    all.filter((one) => !isGeneral(one)),
    0,
  );
  const detectGeneral = detectAmong(all.filter(isGeneral), 1 / 4);
  return {
    detect: (lines, context) => detectSpecial(lines, context) ?? detectGeneral(lines, context),
    detectSpecial,
  };
}

type Score = { readonly one: Defined; readonly events: number; readonly read: number };

// A line that goes on with the event above it is read too, but not where another format knows it as an event of its own:
// a format that takes whatever follows would otherwise win every mixed log.
function scoreAll(all: readonly Defined[], sample: readonly string[], context: ParseContext): readonly Score[] {
  const parsed = all.map(({ format }) => {
    const parser = format.open({ ...context, fields: [] });
    return { parser, isEvent: sample.map((line) => parser.parse(line) !== undefined) };
  });
  return all.map((one, index) => {
    const { parser, isEvent } = parsed[index] as (typeof parsed)[number];
    const first = isEvent.indexOf(true);
    const continued = sample.filter(
      (line, at) =>
        first >= 0 &&
        at > first &&
        !isEvent[at] &&
        parser.isContinuation?.(line) === true &&
        parsed.every((other) => !other.isEvent[at]),
    );
    const events = isEvent.filter(Boolean).length;
    return { one, events, read: events + continued.length };
  });
}

function countForeign(one: Defined, all: readonly Defined[], context: ParseContext): number {
  const parser = one.format.open({ ...context, fields: [] });
  const foreign = all.filter((other) => other !== one).flatMap(({ definition }) => definition.samples);
  return foreign.filter(({ line }) => parser.parse(line) !== undefined).length;
}
