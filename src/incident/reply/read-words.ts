import { type AskedChoice, type AskedQuestion, hasAnswers } from './asked-question.ts';
import { normalise, wordsOf } from './normalise-line.ts';

/** What words say: one of the answers, with what was written beside it, or a code that the question does not have. */
export type ReadWords =
  | { readonly choice: AskedChoice; readonly rest: string }
  | { readonly wrongCode: string }
  | undefined;

/**
 * Reads words as one of a question's answers where they leave no doubt: its code (`1b`, `b`, `b, because …`), its label, or the beginning
 * of its label up to a comma where no other begins so. Undefined where they say something else.
 */
export function readWords(question: AskedQuestion, text: string): ReadWords {
  const plain = normalise(text);
  const ofQuestion = new RegExp(`^q?${question.number ?? '(?!)'}\\s?[.:)=-]?\\s*`, 'i');
  const isNumbered = ofQuestion.test(plain);
  const bare = plain.replace(ofQuestion, '');
  // Without the number, a letter could be a word of an answer that is given in words.
  if (!isNumbered && !hasAnswers(question)) return undefined;
  const coded =
    /^[([]?([a-z]{1,2})[)\]]?(?:[.!]?$|\s*[,;:)-](?:\s+|$)(.*)$)/i.exec(bare) ?? afterNumber(plain, question);
  if (coded !== null) {
    const code = (coded[1] ?? '').toLowerCase();
    const choice = question.choices.find((one) => one.code === code);
    if (choice !== undefined) return { choice, rest: (coded[2] ?? '').trim() };
    if (code.length === 1) return { wrongCode: code };
  }
  const found = question.choices.filter(({ label }) => isSaid(label, bare));
  const [choice] = found;
  return found.length === 1 && choice !== undefined ? { choice, rest: '' } : undefined;
}

/** `1b because …` */
function afterNumber(text: string, { number }: AskedQuestion): RegExpExecArray | null {
  return number === undefined ? null : new RegExp(`^q?${number}\\s?([a-z]{1,2})\\b[\\s.,:;)-]+(.*)$`, 'i').exec(text);
}

function isSaid(label: string, text: string): boolean {
  const said = wordsOf(text).join(' ').replace(/[.!]$/, '');
  const whole = wordsOf(label).join(' ');
  return said !== '' && (said === whole.replace(/[.!]$/, '') || said === whole.split(/[,:;(]/)[0]?.trim());
}
