import { expect, it } from 'vitest';
import { sgrOf } from '../../../src/tui/paint/sgr.ts';
import type { Look } from '../../../src/tui/theme.ts';

it.each([
  [{}, 'true', ''],
  [{ bold: true, dimColor: true, underline: true, inverse: true }, 'none', '1;2;4;7'],
  [{ color: 'red', bold: true }, '256', '1;31'],
  [{ color: 'redBright' }, '16', '91'],
  [{ color: 'gray' }, '16', '90'],
  [{ color: 'ansi256(130)' }, '256', '38;5;130'],
  [{ color: 'ansi256(130)' }, 'none', ''],
  [{ color: '#d55e00' }, 'true', '38;2;213;94;0'],
  // A near one that the terminal has.
  [{ color: '#d55e00' }, '256', '38;5;172'],
  [{ color: '#d55e00' }, '16', '31'],
  [{ color: 'ansi256(196)' }, '16', '91'],
] as const satisfies readonly (readonly [Look, 'none' | '16' | '256' | 'true', string])[])(
  '%j on a terminal of %s colours is %j',
  (look, colours, expected) => {
    expect(sgrOf(look, colours)).toBe(expected);
  },
);
