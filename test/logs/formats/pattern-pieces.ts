/** Pieces of patterns that take, or stand for, what lines are told apart by. */
export const patternPieces = [
  'a',
  '1',
  ' ',
  '"',
  '.',
  '\\d',
  '\\s',
  '\\S',
  '\\D',
  '\\W',
  '\\[',
  '[^"\\\\]',
  '[^\\]]',
  '[a1]',
  '\\t',
  '$',
] as const;
