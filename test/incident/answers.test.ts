import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseAnswers } from '../../src/incident/answers.ts';
import { parseRunbook } from '../../src/runbook/parse.ts';

const { runbook } = parseRunbook(
  readFileSync(new URL('../fixtures/runbooks/small.yaml', import.meta.url), 'utf8'),
  'small.yaml',
);
const parse = (text: string) => parseAnswers(text, { file: 'a.yaml', runbook });

test('answers, setbacks and notes become events, said by the party of the step unless somebody else did', () => {
  const text = `answers:
  - {step: asked, choice: took}
  - {step: asked, choice: refused, by: Ann, sure: document}
  - {step: search, text: found a label, sure: recollected}
  - {step: asked, as: waiting}
  - {step: search, as: cannot-get, reason: no key}
notes: [Depot is on the phone]
`;
  expect(parse(text)).toEqual([
    { type: 'answered', step: 'asked', answer: { choice: 'took', by: 'Courier', quality: 'looked' } },
    { type: 'answered', step: 'asked', answer: { choice: 'refused', by: 'Ann', quality: 'document' } },
    { type: 'answered', step: 'search', answer: { text: 'found a label', by: 'Depot', quality: 'recollected' } },
    { type: 'set-back', step: 'asked', as: 'waiting', from: 'Courier' },
    { type: 'set-back', step: 'search', as: 'cannot-get', reason: 'no key' },
    { type: 'noted', text: 'Depot is on the phone' },
  ]);
});

test.each<[string, ...string[]]>([
  ['- {step: askd, choice: took}', 'a.yaml:2:12: runbook lost-parcels has no step "askd". Did you mean "asked"?'],
  ['- {step: nothing-like-it, choice: took}', 'a.yaml:2:12: runbook lost-parcels has no step "nothing-like-it"'],
  ['- {step: asked, choice: tok}', 'a.yaml:2:27: step "asked" has no choice "tok". Did you mean "took"?'],
  ['- {step: asked, choice: perhaps}', 'a.yaml:2:27: step "asked" has no choice "perhaps". It takes took, refused.'],
  ['- {step: search, choice: took}', 'a.yaml:2:28: step "search" has no choice "took". It takes `text`.'],
  ['- {step: asked}', 'a.yaml:2:5: the answer to "asked" is empty. Give `choice`, `text` or `as`.'],
  ['- {step: scanned, text: seen}', 'a.yaml:2:12: step "scanned" is a check: causebook answers it'],
  ['- {step: asked, chioce: took}', 'a.yaml:2:19: unknown key "chioce". Did you mean "choice"?'],
  ['- {step: asked, foo: 1, bar: 2}', 'a.yaml:2:19: unknown key "foo"', 'a.yaml:2:27: unknown key "bar"'],
  ['- {choice: took}', 'a.yaml:2:5: "step" is missing'],
  ['- {step: asked, choice: 7}', 'a.yaml:2:27: answers[0].choice: must be a text, not a number. Write it in quotes.'],
  [
    '- {step: asked, choice: took, sure: very}',
    'a.yaml:2:39: "very" is not a known sure. Expected one of document, looked, recollected.',
  ],
  [
    '- {step: a, choice: x}\n  - {step: b, choice: y}',
    'a.yaml:2:12: runbook lost-parcels has no step "a"',
    'a.yaml:3:12: runbook lost-parcels has no step "b"',
  ],
  ['- {step: asked, step: search}', 'a.yaml:2:19: duplicate key'],
])('the answer %j is refused at its place', (answer, ...messages) => {
  expect(() => parse(`answers:\n  ${answer}\n`)).toThrow(
    expect.objectContaining({ name: 'UserError', message: messages.join('\n') }),
  );
});

test.each([
  ['', 'a.yaml:1:1: the answers file: must be a map of keys, and is empty'],
  ['- asked: took\n', 'a.yaml:1:1: the answers file: must be a map of keys, not a list'],
  ['answer: []\n', 'a.yaml:1:1: "answers" is missing\na.yaml:1:1: unknown key "answer". Did you mean "answers"?'],
])('a file that holds %j is refused', (text, message) => {
  expect(() => parse(text)).toThrow(expect.objectContaining({ name: 'UserError', message }));
});
