import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitShell } from '../src/checks/http/curl/shell-words.ts';
import { renderShell } from '../src/shell.ts';

// An argument of a process cannot hold a NUL, nor half a character.
const word = fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => text.replaceAll('\0', ''));
const awkward = fc.constantFrom('', "it's", '\n', '\\n', "a\u001b[31m'b\u00077", '$HOME', '`id`', '!!', '\t1', '-n');

test('bash takes a rendered line apart into the same words', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(word, awkward), { minLength: 1, maxLength: 5 }), (words) => {
      const script = `for one in ${renderShell(words)}; do printf '%s\\0' "$one"; done`;
      const seen = execFileSync('bash', ['-c', script]).toString('utf8').split('\0').slice(0, -1);
      expect(seen).toEqual(words);
    }),
    { numRuns: 60 },
  );
});

test('a rendered line holds no control character, and is read again as the same words', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(word, awkward), { minLength: 1 }), (words) => {
      const line = renderShell(words);
      expect(line).not.toMatch(/[\u0000-\u001f\u007f]/);
      expect(splitShell(line)).toEqual(words);
    }),
  );
});
