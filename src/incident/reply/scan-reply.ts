import { type AskedChoice, type AskedQuestion, ownLinesOf } from './asked-question.ts';
import { linesOf, type ReplyLine, wordsOf } from './normalise-line.ts';
import { createOwnWords, type OwnWords } from './own-words.ts';
import { type LineKind, recogniseLine, type TypedCode } from './recognise-line.ts';

/** A piece of text with the line of the reply that it begins on. */
export type Said = { readonly line: number; readonly text: string };

/** What a reply holds for one question. `wrong` are codes that it does not have. */
export type Found = {
  readonly question: AskedQuestion;
  readonly marks: { readonly choice: AskedChoice; readonly line: number }[];
  readonly words: Said[];
  readonly sure: Said[];
  readonly wrong: { readonly code: string; readonly line: number }[];
};

/** A reply by question, in the order of the questions; `rest` is what belongs to none. */
export type Scanned = {
  readonly found: readonly Found[];
  readonly rest: readonly Said[];
  readonly by: string | undefined;
};

/** Where a line stands: above our questions, in one, behind its "In words", in words behind a number, or in none of these. */
type Place = 'outside' | 'preamble' | 'question' | 'words' | 'reply';

/** Sorts the lines of a reply by the questions they answer. What our own message said is left out. */
export function scanReply(text: string, questions: readonly AskedQuestion[]): Scanned {
  const lines = linesOf(text).map((line) => ({ ...line, is: recogniseLine(line, questions) }));
  // A mail that was passed on is quoted as a whole.
  const base = lines.reduce((least, { is, depth }) => (is.kind === 'blank' ? least : Math.min(least, depth)), Infinity);
  const numbers = numbersOf(lines, questions);
  const found = questions.map(createFound);
  const ofNumber = (number: number) => found.find(({ question }) => question.step === numbers.get(number));
  const rest: Said[] = [];
  let by: string | undefined;
  let place = 'outside' as Place;
  let current: (typeof found)[number] | undefined;
  let signature: number | undefined;

  const take = ({ number, depth, text, written, is }: (typeof lines)[number]): void => {
    const isForeign = depth > base || is.kind === 'mail-header';
    if (is.kind === 'box' && place !== 'preamble') {
      const target = ofNumber(is.typed.number);
      if (target !== undefined) {
        current = target;
        place = 'question';
        takeBox(target, is, number);
        return;
      }
    }
    if (is.kind === 'field' && is.field === 'by' && place !== 'outside') {
      by = is.value === '' ? by : is.value;
      place = 'outside';
      return;
    }
    if (is.kind === 'field' && place !== 'outside') {
      if (is.value !== '') current?.[is.field === 'sure' ? 'sure' : 'words'].push({ line: number, text: is.value });
      place = is.field === 'sure' ? 'question' : 'words';
      return;
    }
    if (is.kind === 'codes' && (place !== 'outside' || !isForeign)) {
      const targets = is.typed.map((typed) => ({ typed, target: ofNumber(typed.number) }));
      const isKnown = targets.every(({ target }) => target !== undefined);
      const isRight = targets.every(({ typed, target }) => choiceOf(target, typed) !== undefined);
      // `2 h`, `2h` and `2xx` are words, unless nothing else can be meant.
      const isMeant =
        !is.isSpaced &&
        targets.every(({ typed, target }) => typed.code.length === 1 && (place === 'outside' || target === current));
      if (isKnown && (isRight || (isMeant && place !== 'words'))) {
        for (const { typed, target } of targets) mark(target, typed, number);
        return;
      }
    }
    if (is.kind === 'numbered' && !isForeign && (place === 'outside' || place === 'reply')) {
      const target = ofNumber(is.number);
      if (target !== undefined) {
        current = target;
        place = 'reply';
        target.words.push({ line: number, text: is.value });
        return;
      }
    }
    if (place === 'question' && current?.own.isOurs(text) === true) return;
    if (place !== 'outside' && current !== undefined) current.words.push({ line: number, text: written });
    // What is quoted outside of our questions somebody else has written before.
    else if (!isForeign) rest.push({ line: number, text: written });
  };

  for (const line of lines) {
    const { is, depth } = line;
    if (signature !== undefined && depth <= signature && is.kind !== 'anchor') continue;
    signature = is.kind === 'signature' ? depth : undefined;
    if (is.kind === 'signature' || is.kind === 'end') place = 'outside';
    else if (is.kind === 'header') place = 'preamble';
    else if (is.kind === 'anchor') {
      current = found.find(({ question }) => question.step === is.step);
      place = 'question';
    } else if (is.kind === 'blank') place = place === 'reply' ? 'outside' : place;
    else if (place !== 'preamble') take(line);
  }
  return { found: found.map(({ own: _own, ...one }) => one), rest, by };
}

type Taking = Found & { readonly own: OwnWords };

function createFound(question: AskedQuestion): Taking {
  const own = createOwnWords({ lines: ownLinesOf(question), labels: question.choices });
  return { question, marks: [], words: [], sure: [], wrong: [], own };
}

function takeBox(target: Taking, { typed, inside, behind }: Extract<LineKind, { kind: 'box' }>, line: number): void {
  const { number, code } = typed;
  const added = target.own.afterLabel(code, behind);
  if (inside === '') {
    if (added !== '') target.words.push({ line, text: `[ ] ${number}${code} ${added}` });
    return;
  }
  mark(target, typed, line);
  // The label of another answer: the letters have changed since the message was written.
  const other = target.question.choices.find(({ label }) => isSame(label, behind));
  if (other !== undefined && other.code !== code) target.marks.push({ choice: other, line });
  else if (added !== '') target.words.push({ line, text: added });
}

function mark(target: Taking | undefined, typed: TypedCode, line: number): void {
  const choice = choiceOf(target, typed);
  if (choice === undefined) target?.wrong.push({ code: typed.code, line });
  else target?.marks.push({ choice, line });
}

function choiceOf(target: Taking | undefined, { code }: TypedCode): AskedChoice | undefined {
  return target?.question.choices.find((choice) => choice.code === code);
}

function isSame(label: string, text: string): boolean {
  return wordsOf(label).join(' ') === wordsOf(text).join(' ');
}

/** What each number stands for: as the message in the reply says, else as the questions were numbered when they were asked. */
function numbersOf(
  lines: readonly (ReplyLine & { readonly is: LineKind })[],
  questions: readonly AskedQuestion[],
): ReadonlyMap<number, string> {
  const asked = questions.flatMap(({ number, step }): readonly [number, string][] =>
    number === undefined ? [] : [[number, step]],
  );
  const said = lines.flatMap(({ is }): readonly [number, string][] =>
    is.kind === 'anchor' ? [[is.number, is.step]] : [],
  );
  return new Map([...asked, ...said]);
}
