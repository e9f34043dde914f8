import { type AskedChoice, type AskedQuestion, hasAnswers } from './asked-question.ts';
import { normalise, wordsOf } from './normalise-line.ts';

/** What words say: one of the answers, with what was written beside it, or a code that the question does not have. */
export type ReadWords =
  | { readonly choice: AskedChoice; readonly rest: string }
  | { readonly wrongCode: string }
  | undefined;

/**
 * Reads words as one of a question's answers where they leave no doubt: its code (`1b`, `b`, `1b, because …`), its label, or the beginning
 * of its label up to a comma where no other begins so. Undefined where they say something else.
 */
export function readWords(question: AskedQuestion, text: string): ReadWords {
  const plain = normalise(text);
  const ofQuestion = new RegExp(`^q?${question.number ?? '(?!)'}(?:\\s?[.:)=-]\\s*|(?=[a-z]{1,2}\\b))`, 'i');
  const isNumbered = ofQuestion.test(plain);
  const bare = plain.replace(ofQuestion, '');
  // Without the number, a letter could be a word of an answer that is given in words.
  if (!isNumbered && !hasAnswers(question)) return undefined;
  const coded = /^[([]?([a-z]{1,2})[)\]]?(?:[.!]?$|\s*[,;:)-](?:\s+|$)(.*)$)/i.exec(bare);
  if (coded !== null) {
    const code = (coded[1] ?? '').toLowerCase();
    const choice = question.choices.find((one) => one.code === code);
    if (choice !== undefined) return { choice, rest: (coded[2] ?? '').trim() };
    if (code.length === 1 && hasAnswers(question)) return { wrongCode: code };
  }
  const found = question.choices.filter(({ label }) => isSaid(label, bare));
  const [choice] = found;
  return found.length === 1 && choice !== undefined ? { choice, rest: '' } : undefined;
}

function isSaid(label: string, text: string): boolean {
  const said = wordsOf(text).join(' ').replace(/[.!]$/, '');
  const whole = wordsOf(label).join(' ');
  return said !== '' && (said === whole.replace(/[.!]$/, '') || said === whole.split(/[,:;(]/)[0]?.trim());
}
