/** Which of the 128 characters of ASCII a step takes; never a line feed. */
export type CharSet = readonly boolean[];

/** What a pattern asks of a line, one thing behind the other. Repetitions take as much as they can. */
export type Step =
  | { readonly kind: 'chars'; readonly set: CharSet; readonly least: number; readonly most: number }
  | {
      readonly kind: 'group';
      /** The number of the group that captures; undefined where it does not. */
      readonly capture: number | undefined;
      readonly options: readonly (readonly Step[])[];
      readonly least: 0 | 1;
      readonly most: number;
    }
  | { readonly kind: 'end' };

export const lineFeed = 0x0a;
const ascii = 128;

/** The characters that a piece of a pattern takes: a character, an escape, a class. */
export function setOf(piece: string): CharSet {
  const regex = new RegExp(`^${piece}$`, 's');
  const has = (code: number) => code !== lineFeed && regex.test(String.fromCharCode(code));
  return Array.from({ length: ascii }, (_, code) => has(code));
}

/** The characters that a set lacks, but for the line feed. */
export function lackedBy(set: CharSet): readonly number[] {
  return set.flatMap((has, code) => (has || code === lineFeed ? [] : [code]));
}

/** The only character of a set; undefined where there are more. */
export function onlyOf(set: CharSet): number | undefined {
  const code = set.indexOf(true);
  return code >= 0 && set.indexOf(true, code + 1) < 0 ? code : undefined;
}
