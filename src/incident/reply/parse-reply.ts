import type { StepAnswer } from '../events.ts';
import { type AskedQuestion, hasAnswers } from './asked-question.ts';
import { readWords } from './read-words.ts';
import { type Found, type Said, scanReply } from './scan-reply.ts';

type Quality = StepAnswer['quality'];

/** What a reply says to a question, without doubt. `means` is undefined where the answer is in words alone; `quality` where it was not said. */
export type ReplyAnswer = {
  readonly question: AskedQuestion;
  readonly line: number;
  readonly means: { readonly choice: string } | { readonly as: 'unknown' | 'cannot-get' | 'done' } | undefined;
  readonly text: string | undefined;
  readonly quality: Quality | undefined;
};

/** What a reply says to a question and cannot be read, and why not. `words` is what may stand beside an answer, once a person has found it. */
export type ReplyDoubt = {
  readonly question: AskedQuestion;
  readonly line: number;
  readonly why: string;
  readonly text: string;
  readonly words: string | undefined;
  readonly quality: Quality | undefined;
};

/** A reply as it was read. `rest` are the lines that belong to no question; `by` is who says that they answered. */
export type Reply = {
  readonly answers: readonly ReplyAnswer[];
  readonly doubts: readonly ReplyDoubt[];
  readonly rest: readonly Said[];
  readonly by: string | undefined;
};

/**
 * Reads a party's reply to questions: our message filled in, also quoted and broken by mail, or codes (`1b, 2a`) and words behind a
 * number. Nothing is guessed: what can be read in two ways, or in none, is a doubt.
 */
export function parseReply(text: string, questions: readonly AskedQuestion[]): Reply {
  const { found, rest, by } = scanReply(text, questions);
  const read = found
    .map(readOne)
    .filter((one) => one !== undefined)
    .sort(byNumber);
  return {
    answers: read.filter((one): one is ReplyAnswer => 'means' in one),
    doubts: read.filter((one): one is ReplyDoubt => 'why' in one),
    rest: [...rest, ...found.flatMap(({ sure }) => sure.filter((said) => qualityOf([said]) === undefined))].sort(
      (a, b) => a.line - b.line,
    ),
    by,
  };
}

/** In the order of the message. */
export function byNumber(a: { readonly question: AskedQuestion }, b: { readonly question: AskedQuestion }): number {
  return (a.question.number ?? Number.MAX_SAFE_INTEGER) - (b.question.number ?? Number.MAX_SAFE_INTEGER);
}

function readOne(found: Found): ReplyAnswer | ReplyDoubt | undefined {
  const { question, marks, words, wrong } = found;
  const said = words.map(({ text }) => text).join(' ');
  const quality = qualityOf(found.sure);
  const line = [...marks, ...words, ...wrong].reduce((first, one) => Math.min(first, one.line), Infinity);
  if (!Number.isFinite(line)) return undefined;
  const inWords = readWords(question, said);
  const doubt = (why: string): ReplyDoubt => ({
    question,
    line,
    why,
    text: said === '' ? [...marks.map(({ choice }) => choice.code), ...wrong.map(({ code }) => code)].join(' ') : said,
    words: inWords !== undefined || said === '' ? undefined : said,
    quality,
  });
  const [wrongCode] = wrong;
  const wrongIn =
    wrongCode?.code ??
    (inWords !== undefined && 'wrongCode' in inWords && marks.length === 0 ? inWords.wrongCode : undefined);
  if (wrongIn !== undefined)
    return { ...doubt(`"${wrongIn}" is not one of its answers`), line: wrongCode?.line ?? line };
  const marked = [...new Set(marks.map(({ choice }) => choice))];
  const chosen = inWords !== undefined && 'choice' in inWords ? inWords : undefined;
  // A mark and words that name another answer by its code contradict each other.
  const all = [...new Set([...marked, ...(chosen === undefined ? [] : [chosen.choice])])];
  if (all.length > 1)
    return doubt(`${all.map(({ code }) => `${question.number ?? ''}${code}`).join(' and ')} are both marked`);
  const [choice] = all;
  if (choice === undefined) {
    if (hasAnswers(question)) return doubt('none of its answers is marked');
    return { question, line, means: undefined, text: said, quality };
  }
  const text = chosen === undefined ? said : chosen.rest;
  return { question, line, means: choice.means, text: text === '' ? undefined : text, quality };
}

/** How well it is known, in the words of the message and near ones; undefined where nothing or two things are said. */
function qualityOf(sure: readonly Said[]): Quality | undefined {
  const text = sure.map((one) => one.text.toLowerCase()).join(' ');
  const named = (Object.keys(qualities) as Quality[]).filter((quality) => qualities[quality].test(text));
  return named.length === 1 ? named[0] : undefined;
}

const qualities = {
  looked: /\b(?:looked|checked|measured)\b/,
  recollected: /\b(?:memory|recollected|remember)\b/,
  document: /\b(?:documents?|exported|attached)\b/,
} as const satisfies { readonly [Q in Quality]: RegExp };
