import type { Definition } from './definition.ts';
import type { Format, ParseContext } from './format.ts';

/** A format and what it was made from. */
export type Defined = { readonly format: Format; readonly definition: Definition };

/**
 * Creates the detection among formats: those that read at least half of the lines, and four fifths of what the best of them
 * reads, are candidates; the most specific counts, which is the one that reads the fewest samples of the others (lnav's
 * idea). What a special program writes is thus not lost to a general format that also reads the odd line beside it.
 */
export function createDetect(
  all: readonly Defined[],
): (lines: readonly string[], context: ParseContext) => Format | undefined {
  const breadths = new Map<Defined, number>();
  const breadthOf = (one: Defined, context: ParseContext): number => {
    const breadth = breadths.get(one) ?? countForeign(one, all, context);
    breadths.set(one, breadth);
    return breadth;
  };
  return (lines, context) => {
    const sample = lines.filter((line) => line.trim() !== '');
    const scores = scoreAll(all, sample, context).filter(({ read }) => read > 0 && read * 2 >= sample.length);
    const best = Math.max(...scores.map(({ events }) => events));
    const near = scores.filter(({ events }) => events * 5 >= best * 4);
    if (near.length < 2) return near[0]?.one.format;
    const breadth = Math.min(...near.map(({ one }) => breadthOf(one, context)));
    const specific = near.filter(({ one }) => breadthOf(one, context) === breadth);
    const events = Math.max(...specific.map((score) => score.events));
    return specific.find((score) => score.events === events)?.one.format;
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
