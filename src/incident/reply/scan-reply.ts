import { type AskedChoice, type AskedQuestion, ownLinesOf } from './asked-question.ts';
import { linesOf, type ReplyLine, wordsOf } from './normalise-line.ts';
import { createOwnWords, type OwnWords } from './own-words.ts';
import { headerOf } from './read-header.ts';

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

/** Sorts the lines of a reply by the questions they answer. What our own message said is left out. */
export function scanReply(text: string, questions: readonly AskedQuestion[]): Scanned {
  const lines = linesOf(text);
  // A mail that was passed on is quoted as a whole.
  const base = Math.min(...lines.flatMap(({ text, depth }) => (text === '' ? [] : [depth])));
  const numbers = numbersOf(lines, questions);
  const found = questions.map((question): Found & { readonly own: OwnWords } => ({
    question,
    marks: [],
    words: [],
    sure: [],
    wrong: [],
    own: createOwnWords({ lines: ownLinesOf(question), labels: question.choices }),
  }));
  const ofNumber = (number: string) => found.find(({ question }) => question.step === numbers.get(Number(number)));
  const rest: Said[] = [];
  let place: 'outside' | 'preamble' | 'question' | 'words' | 'reply' = 'outside';
  let current: (typeof found)[number] | undefined;
  let signature: number | undefined;
  let by: string | undefined;

  const codes = ({ text, number }: ReplyLine): boolean => {
    if (!/^(?:q?\d{1,3}\s?[a-z]{1,2}(?:[\s,;.]+|$))+$/i.test(text)) return false;
    const pairs = [...text.matchAll(/q?(\d{1,3})\s?([a-z]{1,2})/gi)];
    if (pairs.some(([, one = '']) => ofNumber(one) === undefined)) return false;
    const isWrong = pairs.some(([, one = '', code = '']) => choiceOf(one, code) === undefined);
    // `2 h` and `2h` are words where words are wanted.
    if (isWrong && (place === 'words' || pairs.some(([pair]) => /\s/.test(pair)))) return false;
    for (const [, one = '', code = ''] of pairs) mark(one, code, number);
    return true;
  };
  const choiceOf = (one: string, code: string) =>
    ofNumber(one)?.question.choices.find((each) => each.code === code.toLowerCase());
  const mark = (one: string, code: string, line: number) => {
    const choice = choiceOf(one, code);
    if (choice === undefined) ofNumber(one)?.wrong.push({ code: code.toLowerCase(), line });
    else ofNumber(one)?.marks.push({ choice, line });
  };

  for (const line of lines) {
    const { text, number, depth, written } = line;
    if (signature !== undefined) {
      if (depth <= signature && !isAnchor(text, questions)) continue;
      signature = undefined;
    }
    if (text === '--') {
      signature = depth;
      place = 'outside';
      continue;
    }
    if (headerOf(text) !== undefined) {
      place = 'preamble';
      continue;
    }
    const anchor = anchorOf(text, questions);
    if (anchor !== undefined) {
      current = found.find(({ question }) => question.step === anchor.step);
      place = 'question';
      continue;
    }
    if (place === 'preamble') continue;
    const box = /^(x\s*)?[[(](.{0,4})[\])]\s*q?(\d{1,3})\s?([a-z]{1,2})\b[).:]?\s*(.*)$/i.exec(text);
    const target = box === null ? undefined : ofNumber(box[3] ?? '');
    if (box !== null && target !== undefined) {
      const code = (box[4] ?? '').toLowerCase();
      const behind = target.own.afterLabel(code, box[5] ?? '');
      const inside = `${box[1] ?? ''}${box[2] ?? ''}`.trim();
      current = target;
      place = 'question';
      if (inside === '') {
        if (behind !== '') target.words.push({ line: number, text: `[ ] ${box[3]}${code} ${behind}` });
      } else {
        mark(box[3] ?? '', code, number);
        // The label of another answer: the letters have changed since the message was written.
        const other = target.question.choices.find(({ label }) => isSame(label, box[5] ?? ''));
        if (other !== undefined && other.code !== code) target.marks.push({ choice: other, line: number });
        else if (behind !== '') target.words.push({ line: number, text: behind });
      }
      continue;
    }
    const field = /^(how sure|in words|answered by)\b[^:]*:\s*(.*)$/i.exec(text);
    if (field !== null && place !== 'outside') {
      const [, name = ''] = field;
      const value = written.slice(written.indexOf(':') + 1).replace(/^[*_\s]+/, '');
      const said = { line: number, text: value };
      if (/^answered/i.test(name)) {
        by = value === '' ? by : value;
        place = 'outside';
      } else if (/^how/i.test(name)) {
        if (value !== '') current?.sure.push(said);
        place = 'question';
      } else {
        if (value !== '') current?.words.push(said);
        place = 'words';
      }
      continue;
    }
    if (/^End of the questions\.?$/i.test(text)) {
      place = 'outside';
      continue;
    }
    if (text === '') {
      if (place === 'reply') place = 'outside';
      continue;
    }
    if ((place !== 'outside' || depth <= base) && codes(line)) continue;
    if (place === 'question' && current?.own.isOurs(text) === true) continue;
    const isForeign = depth > base || isMailHeader(text);
    const numbered =
      (place === 'outside' || place === 'reply') && !isForeign
        ? /^q?(\d{1,3})(?:\s*[.:)=]\s+|\s?(?=[a-z]{1,2}[,:;)]\s))(.+)$/i.exec(text)
        : null;
    const named = numbered === null ? undefined : ofNumber(numbered[1] ?? '');
    if (numbered !== null && named !== undefined) {
      current = named;
      place = 'reply';
      named.words.push({ line: number, text: numbered[2] ?? '' });
    } else if (place !== 'outside' && current !== undefined) current.words.push({ line: number, text: written });
    // What is quoted outside of our questions somebody else has written before.
    else if (!isForeign) rest.push({ line: number, text: written });
  }
  return { found: found.map(({ own: _own, ...one }) => one), rest, by };
}

/** What each number stands for: as the message in the reply says, else as the questions were numbered when they were asked. */
function numbersOf(lines: readonly ReplyLine[], questions: readonly AskedQuestion[]): ReadonlyMap<number, string> {
  const asked = questions.flatMap(({ number, step }): readonly [number, string][] =>
    number === undefined ? [] : [[number, step]],
  );
  const said = lines.flatMap(({ text }): readonly [number, string][] => {
    const anchor = anchorOf(text, questions);
    return anchor === undefined ? [] : [[anchor.number, anchor.step]];
  });
  return new Map([...asked, ...said]);
}

function anchorOf(
  text: string,
  questions: readonly AskedQuestion[],
): { readonly number: number; readonly step: string } | undefined {
  const [, number = '', step = ''] = /^Q\s?(\d{1,3})\s*\(([\w-]+)\)\s*:?$/i.exec(text) ?? [];
  const known = questions.find((question) => question.step === step.toLowerCase());
  return known === undefined ? undefined : { number: Number(number), step: known.step };
}

function isAnchor(text: string, questions: readonly AskedQuestion[]): boolean {
  return anchorOf(text, questions) !== undefined;
}

/** What mail programs put above what they quote. */
function isMailHeader(text: string): boolean {
  return /^(?:from|sent|to|cc|date|subject|von|gesendet|an|betreff):\s|(?:wrote|schrieb.*|a écrit) ?:$|^-+ ?original message ?-+$|^_{5,}$/i.test(
    text,
  );
}

function isSame(label: string, text: string): boolean {
  return wordsOf(label).join(' ') === wordsOf(text).join(' ');
}
