import { filterOf, seeksBeyondAscii } from '../../logs/filter.ts';
import { countOf, grouped } from '../../logs/questions/wording.ts';
import { type ReadReport, type ReadSum, tellTooLong } from '../../logs/read-report.ts';
import type { TableUse } from '../../logs/source.ts';

const maxNamed = 3;

/** What an answer could not see of what was read, or saw twice, in the words that go with it: nothing where all was read and understood. */
export function tellGaps(read: ReadSum): readonly string[] {
  const { cut, shared, strays, garbled, isSearch } = read;
  const [worst, ...others] = garbled;
  const elsewhere = others.reduce((sum, { unparsed }) => sum + unparsed, 0);
  const more = cut.length - maxNamed;
  const twice = shared.filter(({ countsTwice }) => countsTwice).map(({ say }) => say);
  const moreTwice = twice.length - maxNamed;
  return [
    ...tellStrays(strays),
    ...tellTooLong(read),
    ...(worst === undefined
      ? []
      : [
          `${grouped(worst.unparsed)} of ${grouped(worst.lines)} lines ${isSearch ? 'found ' : ''}did not parse${worst.first === null ? '' : `, first at ${worst.first}`}${elsewhere === 0 ? '' : `, and ${grouped(elsewhere)} of other logs`}`,
        ]),
    ...(cut.length === 0
      ? []
      : [`not read to the end: ${cut.slice(0, maxNamed).join(', ')}${more > 0 ? ` and ${more} more` : ''}`]),
    ...twice.slice(0, maxNamed),
    ...(moreTwice > 0 ? [`${countOf(moreTwice, 'other pair')} of files with lines that count twice`] : []),
  ];
}

/** The same in a few words, for a sentence that many findings say: where, stands with what was read. */
export function tellGapsBriefly(read: ReadSum): readonly string[] {
  const { cut, shared, strays, unparsed } = read;
  const [name] = cut;
  return [
    ...tellStrays(strays),
    ...tellTooLong(read),
    ...(unparsed === strays ? [] : [`${countOf(unparsed, 'line')} did not parse`]),
    ...(name === undefined ? [] : [`${cut.length === 1 ? name : `${cut.length} files`} not read to the end`]),
    ...(shared.some(({ countsTwice }) => countsTwice) ? ['some lines count twice'] : []),
  ];
}

/** That what is sought would not be found in lines that are in another encoding: nothing where it is ASCII, which is the same in most. */
export function tellOddBytes({ undecodable }: ReadReport, uses: readonly TableUse[]): readonly string[] {
  if (undecodable === 0 || !uses.some((use) => seeksBeyondAscii(filterOf(use, undefined)))) return [];
  return [`${countOf(undecodable, 'line')} not in UTF-8, where letters beyond ASCII are not found`];
}

/** That lines that did not parse have the text that is sought. */
export function tellStrays(strays: number): readonly string[] {
  if (strays === 0) return [];
  return [`${countOf(strays, 'line')} that did not parse ${strays === 1 ? 'has' : 'have'} the text`];
}
