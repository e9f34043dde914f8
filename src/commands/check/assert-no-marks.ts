import { UserError } from '../../errors.ts';
import { tokenPattern } from '../../redact/token-kinds.ts';

/**
 * Throws a `UserError` for a word that has what stands in place of something hidden, as the lines that repeat a check have it: no
 * log and no service has it too, so that the answer would be another one. `customer` is a mark of what is sent to a party.
 */
export function assertNoMarks(words: readonly unknown[]): void {
  const pattern = tokenPattern(['customer']);
  const [mark] = words.flat().flatMap((word) => (typeof word === 'string' ? (word.match(pattern) ?? []) : []));
  if (mark !== undefined)
    throw new UserError({ message: `"${mark}" stands for a value that is hidden`, hint: 'Type the value itself.' });
}
