import { describe, expect, it } from 'vitest';
import { rank } from '../../../src/tui/finder/rank.ts';

const texts = [
  ['Duplicate customer registrations', 'the same customer twice', 'idempotency-key'],
  ['Payment webhooks not received', 'signature does not match'],
  ['Slow customer search', 'timeouts'],
];

const found = (query: string) => rank(query, texts, (one) => one).map(({ text }) => text);

describe('a search', () => {
  it('finds all of them, in their order, while nothing is searched for', () => {
    expect(found('  ')).toEqual(texts.map(([title]) => title));
  });

  it.each([
    ['CUSTOMER', ['Duplicate customer registrations', 'Slow customer search']],
    ['signature', ['signature does not match']],
    ['ikey', ['idempotency-key']],
    ['customer twice', ['Duplicate customer registrations']],
    ['webhook slow', []],
    ['dcr', []],
  ])('finds by "%s" %j', (query, wanted) => {
    expect(found(query)).toEqual(wanted);
  });

  it('puts the start of a word before its middle, and an earlier text before a later one', () => {
    const items = [['a restart'], ['other', 'start'], ['start']];
    expect(rank('start', items, (one) => one).map(({ item }) => item)).toEqual([
      ['start'],
      ['other', 'start'],
      ['a restart'],
    ]);
  });
});
