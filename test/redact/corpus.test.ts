import { expect, test } from 'vitest';
import { createRedactor } from '../../src/redact/redactor.ts';
import { mustHide, mustKeep, runSecret } from './corpus.ts';

const redactor = () => createRedactor({ key: 'key of this incident', secrets: [runSecret] });

test('the corpora are as large as they must be', () => {
  expect(mustHide.length).toBeGreaterThanOrEqual(300);
  expect(mustHide.filter(({ hidden }) => hidden.length === 0)).toEqual([]);
  expect(mustKeep.length).toBeGreaterThanOrEqual(200);
});

test('nothing that must be hidden is left of any sample', () => {
  const leaks = mustHide.flatMap(({ text, hidden }) => {
    const shown = redactor().text(text);
    return hidden.filter((piece) => shown.includes(piece)).map((piece) => ({ text, shown, piece }));
  });
  expect(leaks).toEqual([]);
});

test('nothing is left inside a value either, and what is redacted twice does not change', () => {
  const of = redactor();
  for (const { text, hidden } of mustHide) {
    const shown = JSON.stringify(of.value({ say: text, rows: [{ line: text, [text]: 1 }] }));
    for (const piece of hidden) expect(shown).not.toContain(JSON.stringify(piece).slice(1, -1));
    const once = of.text(text);
    expect(of.text(once)).toBe(once);
  }
});

test('of what must stay at most one sample in a hundred is touched', () => {
  const changed = mustKeep.filter((text) => redactor().text(text) !== text);
  expect(changed.length, changed.join('\n')).toBeLessThanOrEqual(mustKeep.length / 100);
});
