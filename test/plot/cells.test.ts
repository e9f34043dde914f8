import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it, test } from 'vitest';
import { harmless, isPlain } from '../../src/plot/cells.ts';
import { toVisible } from '../../src/redact/visible.ts';

/** The columns of a terminal that draws each character by itself, as tmux, Terminal.app and most others do. */
function widthOfEach(text: string): number {
  return [...text].reduce((sum, character) => sum + stringWidth(character), 0);
}

describe('harmless', () => {
  it.each([
    ['a family 👩‍👩‍👧‍👦!', 'a family 👩!'],
    ['thumbs 👍🏽 👍🏿 up', 'thumbs 👍 👍 up'],
    ['an astronaut 👩🏽‍🚀 and a handshake 👨🏻‍🤝‍👨🏿', 'an astronaut 👩 and a handshake 👨'],
    ['flags 🏳️‍🌈 🇦🇹🇯🇵', 'flags 🏳 ATJP'],
    ['1️⃣ ☎️ ❤️', '1 ☎ ❤'],
    ['\u1112\u1161\u11ab\u1100\u1173\u11af', '한글'],
  ])('shows %j so that every terminal gives it the same columns', (text, shown) => {
    expect(harmless(text)).toBe(shown);
  });

  it('counts emoji as a terminal does that draws each character by itself', () => {
    const pieces = fc.constantFrom(...'👩👧👍🏽🏿🇦🇹🏳🌈☎❤1#️⃣‍ a界'.split(/(?:)/u), '👩‍👩‍👧‍👦', '🏴‍☠️', 'क्षि', 'ন্ত');
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const shown = harmless(parts.join(''));
        expect(widthOfEach(shown)).toBe(stringWidth(shown));
      }),
    );
  });
});

test('a plain text is harmless, and as wide as it has characters', () => {
  const all = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code)).filter(isPlain);
  expect(all.length).toBeGreaterThan(900);
  expect(all.filter((one) => toVisible(one) !== one || stringWidth(one) !== 1)).toEqual([]);
  expect([...new Intl.Segmenter().segment(all.join(''))]).toHaveLength(all.length);
});
