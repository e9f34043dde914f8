import { stemmer } from 'stemmer';
import type { Runbook } from './schema.ts';

/** A runbook that fits a bug report: the phrases of the runbook that were found, and the words of the report that say so. */
export type ReportMatch = {
  readonly id: string;
  readonly title: string;
  readonly score: number;
  readonly found: readonly { readonly phrase: string; readonly words: readonly string[] }[];
};

/** A phrase counts from this share of its words on; one alone convinces from `sure` on. */
const share = { counts: 0.6, sure: 0.75 } as const;
/** Without one sure phrase, the phrases that count must together rest on so many different words. */
const enoughWords = 5;
const maxChars = 64 * 1024;

/**
 * The runbooks whose title or symptoms the text of a bug report says in its own words, the best first; none where it is about something
 * else. Words are compared by their stems (Porter 1980), those that several runbooks share count less (inverse document frequency,
 * Spärck Jones 1972), and those of a phrase must stand in one sentence of the report or two that follow each other.
 */
export function matchReport(
  text: string,
  runbooks: readonly Pick<Runbook, 'id' | 'title' | 'symptoms'>[],
): readonly ReportMatch[] {
  const passages = passagesOf(text.slice(0, maxChars));
  const weigh = createWeights(runbooks);
  return runbooks
    .flatMap((runbook) => {
      const found = phrasesOf(runbook)
        .map((phrase) => lookFor(phrase, passages, weigh))
        .filter(({ covered }) => covered >= share.counts)
        .sort((a, b) => b.covered - a.covered || b.words.length - a.words.length);
      const words = new Set(found.flatMap(({ stems }) => stems));
      const isConvincing = (found[0]?.covered ?? 0) >= share.sure || words.size >= enoughWords;
      if (!isConvincing) return [];
      const score = [...words].reduce((sum, stem) => sum + weigh(stem), 0) * (found[0]?.covered ?? 0);
      const { id, title } = runbook;
      return [{ id, title, score, found: found.map(({ phrase, words }) => ({ phrase, words })) }];
    })
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
}

type Word = { readonly text: string; readonly stem: string };

function lookFor(phrase: string, passages: readonly (readonly Word[])[], weigh: (stem: string) => number) {
  const wanted = [...new Set(wordsOf(phrase).map(({ stem }) => stem))];
  const total = wanted.reduce((sum, stem) => sum + weigh(stem), 0);
  let best: { covered: number; stems: readonly string[]; words: readonly string[] } = {
    covered: 0,
    stems: [],
    words: [],
  };
  for (const passage of passages) {
    const said = new Map(passage.toReversed().map(({ stem, text }) => [stem, text]));
    const stems = wanted.filter((stem) => said.has(stem));
    const covered = stems.length < 2 ? 0 : stems.reduce((sum, stem) => sum + weigh(stem), 0) / total;
    if (covered > best.covered) best = { covered, stems, words: stems.map((stem) => said.get(stem) ?? stem) };
  }
  return { phrase, ...best };
}

/** Each sentence, and each with the one after it. */
function passagesOf(text: string): readonly (readonly Word[])[] {
  const sentences = text
    .split(/[.!?;](?=\s)|\n+/)
    .map(wordsOf)
    .filter((words) => words.length > 0);
  return [...sentences, ...sentences.slice(1).map((words, index) => [...(sentences[index] ?? []), ...words])];
}

function wordsOf(text: string): readonly Word[] {
  const found = text.toLowerCase().match(/[\p{L}\p{N}]+(?:['’][\p{L}]+)?/gu) ?? [];
  return found.flatMap((word) => {
    const plain = plainOf(word);
    return empty.has(plain) ? [] : [{ text: word, stem: stemmer(plain) }];
  });
}

/** "Never" and "didn't" are "not" here, and "3" and "multiple" are "several". */
function plainOf(word: string): string {
  if (/n['’]t$|^(?:never|no|without)$/.test(word)) return 'not';
  if (/^(?:[2-9]|\d{2,3}|two|three|four|five|six|multiple|many)$/.test(word)) return 'several';
  return word.replace(/['’].*$/, '');
}

function phrasesOf({ title, symptoms }: Pick<Runbook, 'title' | 'symptoms'>): readonly string[] {
  return [...new Set([title, ...symptoms].map((phrase) => phrase.toLowerCase()))];
}

function createWeights(runbooks: readonly Pick<Runbook, 'title' | 'symptoms'>[]): (stem: string) => number {
  const holders = new Map<string, number>();
  for (const runbook of runbooks) {
    const stems = new Set(phrasesOf(runbook).flatMap((phrase) => wordsOf(phrase).map(({ stem }) => stem)));
    for (const stem of stems) holders.set(stem, (holders.get(stem) ?? 0) + 1);
  }
  return (stem) => Math.log(1 + runbooks.length / (holders.get(stem) ?? 1));
}

/** Words that say nothing of what is wrong. "Not" and what means it is none of them. */
const empty = new Set(
  `a about after all also am an and any are as at be because been before being but by can cannot could did do does doing done for from get
  gets getting got had has have having he her here him his how i if in into is it its just like me more most my of off on one only or our
  out over please same she should since so some such than that the their them then there these they this those through to too under until up
  us very was we were what when where which while who why will with would you your`.split(/\s+/),
);
