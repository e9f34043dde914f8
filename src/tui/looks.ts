import type { Look, Looks } from './theme.ts';

/** The themes that come with causebook. */
export const themeNames = ['default', 'high-contrast', 'colour-blind'] as const;

export type ThemeName = (typeof themeNames)[number];

/** The shapes that carry the focus; no theme changes them. */
const shapes = {
  plain: {},
  strong: { bold: true },
  quiet: { dimColor: true },
  label: { dimColor: true },
  key: { bold: true },
  cursor: { inverse: true },
  found: { bold: true, underline: true },
  alarm: { bold: true, inverse: true },
  skipped: { dimColor: true },
  'not-applicable': { dimColor: true },
  known: { dimColor: true },
  pending: {},
} as const satisfies Partial<Looks>;

/**
 * A colour of the 256 and one of the 16 for terminals that have no more. The 256 are chosen near the middle of lightness (relative luminance
 * 0.15 to 0.23, WCAG 2.1): at least 3.5 : 1 against white and against black, because nobody tells us the background. The 16 are the person's own.
 */
const colour = (of256: number, of16: string): Look => ({ color: `ansi256(${of256})`, basic: of16 });

const green = colour(28, 'green');
const red = colour(160, 'red');
const amber = colour(130, 'yellow');
const teal = colour(30, 'cyan');
const pink = colour(164, 'magenta');
const blue = colour(32, 'blue');
const vermilion = colour(166, 'red');
const purple = colour(133, 'magenta');

/** How each meaning looks in the themes that come with causebook. */
export const looksOf: { readonly [N in ThemeName]: Looks } = {
  default: {
    ...shapes,
    focus: { bold: true, ...teal },
    bar: teal,
    for: green,
    against: red,
    pass: green,
    warn: { bold: true, ...amber },
    fail: { bold: true, ...red },
    error: { bold: true, ...pink },
    blocked: pink,
    waiting: amber,
    running: teal,
    interrupted: pink,
  },
  // The terminal's own two colours are the strongest contrast there is: nothing dim, nothing coloured, weight and underlines instead.
  'high-contrast': {
    ...shapes,
    quiet: {},
    label: {},
    key: { bold: true, underline: true },
    skipped: {},
    'not-applicable': {},
    known: {},
    focus: { bold: true, inverse: true },
    bar: {},
    for: {},
    against: { underline: true },
    pass: {},
    warn: { bold: true, underline: true },
    fail: { bold: true, inverse: true },
    error: { bold: true, inverse: true },
    blocked: { bold: true },
    waiting: { bold: true },
    running: { bold: true },
    interrupted: { bold: true },
  },
  // Blue and vermilion stay apart for red-green and for blue-yellow blindness (Okabe and Ito 2008); what is no verdict has weight, not a third hue.
  'colour-blind': {
    ...shapes,
    focus: { bold: true },
    bar: blue,
    for: blue,
    against: vermilion,
    pass: blue,
    warn: { bold: true, underline: true },
    fail: { bold: true, ...vermilion },
    error: { bold: true, underline: true, ...purple },
    blocked: purple,
    waiting: { underline: true },
    running: { bold: true },
    interrupted: purple,
  },
};
