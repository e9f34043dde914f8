import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AskedQuestion } from '../../src/incident/reply/asked-question.ts';
import { parseReply } from '../../src/incident/reply/parse-reply.ts';
import { renderQuestionnaire } from '../../src/report/questionnaire/render.ts';

const dontKnow = (from: number) =>
  [
    { label: 'We do not know', means: { as: 'unknown' } },
    { label: 'We cannot get it', means: { as: 'cannot-get' } },
  ].map((one, index) => ({ ...one, code: String.fromCharCode(97 + from + index) })) as AskedQuestion['choices'];

const question = (given: Partial<AskedQuestion> & { readonly labels: readonly string[] }): AskedQuestion => {
  const { labels, ...rest } = given;
  const answers = labels.map((label, index) => ({
    code: String.fromCharCode(97 + index),
    label,
    means: { choice: `choice-${index}` },
  }));
  return {
    step: 'ask',
    number: 1,
    text: 'Which is it?',
    why: undefined,
    hint: undefined,
    choices: [...answers, ...dontKnow(labels.length)],
    ...rest,
  };
};

const key = question({
  step: 'ask_same_key',
  number: 1,
  text: 'Do all three requests contain the same Idempotency-Key header? If not, what values do you see, and at which of the hops do you see them?',
  why: 'Tells whether `Idempotency-Key` was ever attempted, and on whose side it failed: *this* side or the other_one.',
  hint: "SELECT count(*) FROM requests\nWHERE \"key\" <> '' AND note_ LIKE 'a\\_b';",
  labels: [
    'The same key in all of them',
    'At ASPIn, before the client: several submits or jobs, each of which makes a key of its own & sends it',
    'No such header',
  ],
});
const timeouts = question({ step: 'ask_timeouts', number: 2, text: 'Which time-outs are set?', labels: [] });
const yesNo = question({
  step: 'ask_2xx',
  number: 3,
  text: 'Did another attempt follow?',
  why: 'A repeat after a success is no time-out retry.',
  labels: ['Yes, the same one', 'No', '429'],
});
const capture: AskedQuestion = {
  ...question({
    step: 'do_capture',
    number: 4,
    text: 'Capture the packets at the edge for a few minutes.',
    why: 'The last packet before silence tells the layer.',
    hint: 'Headers only.',
    labels: [],
  }),
  choices: [
    { code: 'a', label: 'We have done it', means: { as: 'done' } },
    { code: 'b', label: 'We cannot do it', means: { as: 'cannot-get' } },
  ],
  isAction: true,
};
const questions = [key, timeouts, yesNo, capture];

const message = (format: 'md' | 'text') =>
  renderQuestionnaire(
    {
      incident: '20261125-1904-ab12',
      title: 'Duplicate orders',
      summary: 'An order arrives twice.',
      party: { id: 'crm', name: 'CRM', role: 'receiver' },
      window: { fromMs: Date.parse('2026-05-12T10:00:00Z'), toMs: Date.parse('2026-05-12T11:00:00Z') },
      ids: [{ id: 'order_id', value: 'ORD_7' }],
      findings: ['one answer took longer than 2 s'],
      questions: [key, timeouts, yesNo].map((one) => ({ ...one, number: one.number ?? 0 })),
      actions: [{ ...capture, number: 4 }],
      left: 0,
      sources: [],
    },
    { format, zone: 'Africa/Nairobi' },
  );

/** What a person fills into one question. */
type Filled = { readonly mark: string | undefined; readonly sure: string | undefined; readonly words: string };

function fill(text: string, given: readonly Filled[]): string {
  const lines = text.split('\n');
  let current = -1;
  return lines
    .map((line) => {
      if (/^(?:### )?Q\d \(/.test(line)) current += 1;
      const filled = given[current];
      if (filled === undefined) return line;
      if (filled.mark !== undefined && line.includes(`[ ] ${current + 1}${filled.mark} `))
        return line.replace('[ ]', '[x]');
      if (line.startsWith('How sure') && filled.sure !== undefined) return `${line} ${filled.sure}`;
      return line === 'In words:' && filled.words !== '' ? `${line} ${filled.words}` : line;
    })
    .join('\n');
}

/** What mail does to a text on its way back. */
type Mail = {
  readonly quotes: string;
  readonly columns: number;
  readonly quotesBroken: boolean;
  readonly crlf: boolean;
  readonly signature: boolean;
  readonly spaces: boolean;
  readonly bold: boolean;
};

function mangle(text: string, { quotes, columns, quotesBroken, crlf, signature, spaces, bold }: Mail): string {
  const lines = text.split('\n').flatMap((line) => {
    const marked = bold && line.includes('[x]') ? `**${line}**` : line;
    const rows = breakAt(bold ? marked.replace(/^In words:/, '*In words:*') : marked, columns);
    return rows.map(
      (row, index) =>
        `${index > 0 && !quotesBroken ? '' : quotes}${spaces ? row.replace(/^- /, '-\u00a0').replace(/$/, ' ') : row}`,
    );
  });
  const above = [
    'Hello,',
    'answers below.',
    '',
    '-- ',
    'Jane Doe',
    '1a Example Road',
    'CRM',
    '',
    'On Tue, 12 May 2026, Ann wrote:',
  ];
  const all = [...(signature ? above : []), ...lines, ...(signature ? ['-- ', 'Jane Doe', '2b 3a'] : [])];
  return all.join(crlf ? '\r\n' : '\n');
}

function breakAt(line: string, columns: number): readonly string[] {
  const rows: string[] = [];
  let row = '';
  for (const word of line.split(' ')) {
    if (row !== '' && row.length + 1 + word.length > columns) {
      rows.push(row);
      row = word;
    } else row = row === '' ? word : `${row} ${word}`;
  }
  return [...rows, row];
}

const words = fc
  .array(
    fc.constantFrom(
      'timeouts',
      'are',
      '2000',
      'ms,',
      'since',
      'Monday',
      'SELECT',
      'count(*)',
      'a_b',
      '"x"',
      'the',
      'key',
      'yes;',
      'in',
      'staging',
    ),
    { minLength: 2, maxLength: 40 },
  )
  .map((all) => `so ${all.join(' ')}`);
const sures = { looked: 'looked', memory: 'recollected', document: 'document' } as const;
const filled = ({ choices }: AskedQuestion) =>
  fc.record({
    mark: fc.option(fc.constantFrom(...choices.map(({ code }) => code)), { nil: undefined }),
    sure: fc.option(fc.constantFrom(...(Object.keys(sures) as (keyof typeof sures)[])), { nil: undefined }),
    words: fc.oneof(fc.constant(''), words),
  });
const mail = fc.record({
  quotes: fc.constantFrom('', '> ', '> > ', '>> ', '>'),
  columns: fc.integer({ min: 60, max: 100 }),
  quotesBroken: fc.boolean(),
  crlf: fc.boolean(),
  signature: fc.boolean(),
  spaces: fc.boolean(),
  bold: fc.boolean(),
});

describe('a message that was filled in', () => {
  test.each(['md', 'text'] as const)('is read back as it was filled in, whatever mail did to it (%s)', (format) => {
    const text = message(format);
    fc.assert(
      fc.property(fc.tuple(...questions.map(filled)), mail, (given, way) => {
        const reply = parseReply(mangle(fill(text, given), way), questions);
        const expected = given.flatMap((one, index) => {
          const asked = questions[index];
          const choice = asked?.choices.find(({ code }) => code === one.mark);
          // Words alone answer what wants words, and leave a question with answers in doubt.
          const wantsWords = asked === timeouts || asked === capture;
          if (one.words === '' && choice === undefined) return [];
          return [
            {
              step: asked?.step,
              means: choice?.means,
              text: one.words || undefined,
              isDoubt: choice === undefined && !wantsWords,
              sure: wantsWords || one.sure === undefined ? undefined : sures[one.sure],
            },
          ];
        });
        const read = [
          ...reply.answers.map(({ question, means, text, quality }) => ({
            step: question.step,
            means,
            text,
            isDoubt: false,
            sure: quality,
          })),
          ...reply.doubts.map(({ question, text, quality }) => ({
            step: question.step,
            means: undefined,
            text,
            isDoubt: true,
            sure: quality,
          })),
        ];
        const order = questions.map(({ step }) => step as string | undefined);
        expect(read.sort((a, b) => order.indexOf(a.step) - order.indexOf(b.step))).toEqual(expected);
        expect(reply.rest.map((said) => said.text)).toEqual(way.signature ? ['Hello,', 'answers below.'] : []);
      }),
      { numRuns: 300 },
    );
  });

  test('says who answered it', () => {
    const text = message('md').replace('Answered by (name or role):', 'Answered by (name or role): Jane, on call');
    expect(parseReply(text.replace('[ ] 1a', '[X] 1a'), questions)).toMatchObject({
      by: 'Jane, on call',
      answers: [{ question: { step: 'ask_same_key' }, means: { choice: 'choice-0' } }],
    });
  });
});

/** What was read, in short: `1=choice-0 "text"`, `2="text"`, `3?why`. */
function read(text: string): readonly string[] {
  const { answers, doubts } = parseReply(text, questions);
  return [
    ...answers.map(({ question, means, text: words }) => {
      const what = means === undefined ? '' : 'choice' in means ? means.choice : means.as;
      return `${question.number}=${what}${words === undefined ? '' : ` "${words}"`}`;
    }),
    ...doubts.map(({ question, line, why }) => `${question.number}? line ${line}: ${why}`),
  ].sort();
}

describe('a reply in a few characters or in words', () => {
  test.each<[string, ...string[]]>([
    ['1b 3a', '1=choice-1', '3=choice-0'],
    ['1B, 2a; 3c.', '1=choice-1', '2=unknown', '3=choice-2'],
    ['Q1b\nQ3 d', '1=choice-1', '3=unknown'],
    [
      '1. b\n2. 2000 ms at the client,\n   none at the proxy\n\nBest, Jane',
      '1=choice-1',
      '2= "2000 ms at the client, none at the proxy"',
    ],
    ['1: b, because the log says so', '1=choice-1 "because the log says so"'],
    ['1b, because the log says so', '1=choice-1 "because the log says so"'],
    ['It began\n3d ago, or\n1b because'],
    ['> > 1b\n> > 3a\n> > > 3b', '1=choice-1', '3=choice-0'],
    ['**1:** No such header.\n**3:** no', '1=choice-2', '3=choice-1'],
    ['3: yes', '3=choice-0'],
    ['3: 429', '3=choice-2'],
    ['3) We do not know', '3=unknown'],
    ['3: we cannot get it', '3=cannot-get'],
    ['> 1b\n1c', '1=choice-2'],
    ['It began at 10:30:15. 3 of them came, 2 s apart.\n1.5 s later nothing.'],
    ['-- \n1b'],
    ['Q2 (ask_timeouts)\nIn words: 2h', '2= "2h"'],
    ['Q2 (ask_timeouts)\nIn words:\n2 h', '2= "2 h"'],
    ['2xx'],
    ['2: 2 h', '2= "2 h"'],
  ])('%j', (text, ...expected) => {
    expect(read(text)).toEqual(expected);
  });

  test.each<[string, ...string[]]>([
    ['3f', `3? line 1: "f" is not one of its answers`],
    ['Hello\n\n3: x', `3? line 3: "x" is not one of its answers`],
    ['Q3 (ask_2xx)\n2xx', '3? line 2: none of its answers is marked'],
    ['Q3 (ask_2xx)\n3f', '3? line 2: "f" is not one of its answers'],
    ['3a 3b', '3? line 1: 3a and 3b are both marked'],
    ['Q3 (ask_2xx)\n[x] 3b 429', '3? line 2: 3b and 3c are both marked'],
    ['Q3 (ask_2xx)\n[x] 3a Yes, the same one\nIn words: 3b', '3? line 2: 3a and 3b are both marked'],
    ['3: well, yes and no', `3? line 1: none of its answers is marked`],
    ['Q3 (ask_2xx)\nWe saw one in staging.', `3? line 2: none of its answers is marked`],
    ['Q3 (ask_2xx)\n[ ] 3a Yes, the same one <-- this', `3? line 2: none of its answers is marked`],
  ])('%j is not guessed', (text, ...expected) => {
    expect(read(text)).toEqual(expected);
  });

  test('text that belongs to no question is given with its lines', () => {
    expect(parseReply('Hello,\n\nwe changed nothing.\n\n1b', questions).rest).toEqual([
      { line: 1, text: 'Hello,' },
      { line: 3, text: 'we changed nothing.' },
    ]);
  });

  test('a number means what the message in the reply says, not what a later message says', () => {
    const later = [
      { ...key, number: 3 },
      { ...yesNo, number: 1 },
    ];
    expect(parseReply('1b\n\n> Q1 (ask_same_key)\n> [ ] 1a x\n', later).answers).toMatchObject([
      { question: { step: 'ask_same_key' }, means: { choice: 'choice-1' } },
    ]);
  });

  test('how sure is left open where two things are said, and given back as text that was not read', () => {
    const reply = parseReply(
      'Q3 (ask_2xx)\n[x] 3b No\nHow sure (looked, memory, document): looked, from memory',
      questions,
    );
    expect(reply.answers).toMatchObject([{ quality: undefined }]);
    expect(reply.rest).toEqual([{ line: 3, text: 'looked, from memory' }]);
  });
});

test('a reply below which somebody pasted a log of 200,000 lines is read', () => {
  const pasted = Array.from({ length: 200_000 }, (_, index) => `10:00:00 GET /${index}`);
  const { answers, rest } = parseReply(['3b', ...pasted].join('\n'), [yesNo]);
  expect(answers).toMatchObject([{ question: { step: 'ask_2xx' }, means: { choice: 'choice-1' } }]);
  expect(rest).toHaveLength(200_000);
});
