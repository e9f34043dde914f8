import type { StepStatus } from '../incident/events.ts';

/** A status as a symbol and a word, coloured from the terminal's own 16 colours when `color`. Never colour alone. */
export function paintStatus(status: StepStatus, color: boolean): string {
  const { symbol, sgr } = marks[status];
  const text = `${symbol} ${status}`;
  return color ? `\u001b[${sgr}m${text}\u001b[39m` : text;
}

const marks: { readonly [S in StepStatus]: { readonly symbol: string; readonly sgr: number } } = {
  pass: { symbol: '✓', sgr: 32 },
  warn: { symbol: '!', sgr: 33 },
  fail: { symbol: '✗', sgr: 31 },
  error: { symbol: '?', sgr: 35 },
  blocked: { symbol: '?', sgr: 35 },
  interrupted: { symbol: '?', sgr: 35 },
  skipped: { symbol: '-', sgr: 36 },
  'not-applicable': { symbol: '-', sgr: 36 },
  waiting: { symbol: '…', sgr: 36 },
  pending: { symbol: '·', sgr: 36 },
  running: { symbol: '…', sgr: 36 },
};
