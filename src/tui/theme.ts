import type { StepStatus } from '../incident/events.ts';
import type { Charset } from '../plot/glyphs.ts';

/** A step's status on screen. `known`: another step has already seen what this one asks for. */
export type ShownStatus = StepStatus | 'known';

/** What a piece of text means. The theme alone knows how that looks. */
export type Tone =
  | ShownStatus
  | 'plain'
  | 'strong'
  | 'quiet'
  | 'label'
  | 'key'
  | 'focus'
  | 'cursor'
  | 'found'
  | 'bar'
  | 'for'
  | 'against'
  | 'alarm';

/** How a meaning looks, in the words of Ink's `Text`. `basic` is the colour where a terminal has 16 only. */
export type Look = {
  readonly color?: string;
  readonly basic?: string;
  readonly bold?: boolean;
  readonly dimColor?: boolean;
  readonly inverse?: boolean;
  readonly underline?: boolean;
};

/** How every meaning looks. */
export type Looks = { readonly [T in Tone]: Look };

/** How a screen shall be coloured: the looks, and how many colours the terminal has; none where the person or the terminal wants none. */
export type Colouring = { readonly looks: Looks; readonly colours: 'none' | '16' | '256' | 'true' };

/** The signs that are drawn. Each is one column wide. */
export type Glyphs = {
  readonly status: { readonly [S in ShownStatus]: string };
  readonly spinner: readonly string[];
  readonly chosen: string;
  readonly bar: string;
  readonly rule: string;
  readonly focusRule: string;
  readonly divider: string;
  readonly tee: string;
  readonly dot: string;
  readonly up: string;
  readonly down: string;
};

/** `charset` is what pictures may be drawn with; `spell` puts the signs of our own texts into what the terminal takes, column for column. */
export type Theme = {
  readonly look: (tone: Tone) => Look;
  readonly colours: Colouring['colours'];
  readonly glyphs: Glyphs;
  readonly charset: Charset;
  readonly spell: (text: string) => string;
};

/** The word for a status: nothing is told by colour or symbol alone. */
export const statusWords: { readonly [S in ShownStatus]: string } = {
  pass: 'ok',
  warn: 'warning',
  fail: 'FAIL',
  error: 'ERROR, could not tell',
  blocked: 'blocked',
  waiting: 'waiting for an answer',
  skipped: 'skipped',
  'not-applicable': 'does not apply',
  pending: 'to do',
  known: 'known from another step',
  running: 'running',
  interrupted: 'interrupted',
};

/** Creates the theme. Without colour, bold, dim and inverse stay: they carry the focus. Ink itself does not honour NO_COLOR. */
export function createTheme({ looks, colours, unicode: hasUnicode }: Colouring & { readonly unicode: boolean }): Theme {
  return {
    look: (tone) => {
      const { color, basic, ...shape } = looks[tone];
      const shown = colours === 'none' ? undefined : colours === '16' ? (basic ?? color) : color;
      return shown === undefined ? shape : { ...shape, color: shown };
    },
    colours,
    glyphs: hasUnicode ? unicode : ascii,
    charset: hasUnicode ? 'unicode' : 'ascii',
    spell: (text) => (hasUnicode ? text : text.replace(/[…↑↓←→⇧]/g, (sign) => asciiSigns[sign] ?? sign)),
  };
}

const unicode: Glyphs = {
  status: {
    pass: '✓',
    warn: '!',
    fail: '✗',
    error: 'E',
    blocked: '▪',
    waiting: '~',
    skipped: '-',
    'not-applicable': '⊘',
    pending: '·',
    known: '=',
    running: '⠿',
    interrupted: '↯',
  },
  spinner: ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'],
  chosen: '❯',
  bar: '█',
  rule: '─',
  focusRule: '━',
  divider: '│',
  tee: '┬',
  dot: '·',
  up: '↑',
  down: '↓',
};

const ascii: Glyphs = {
  status: {
    pass: '+',
    warn: '!',
    fail: 'x',
    error: 'E',
    blocked: '#',
    waiting: '~',
    skipped: '-',
    'not-applicable': 'o',
    pending: '.',
    known: '=',
    running: '*',
    interrupted: '%',
  },
  spinner: ['-', '\\', '|', '/'],
  chosen: '>',
  bar: '#',
  rule: '-',
  focusRule: '=',
  divider: '|',
  tee: '+',
  dot: '-',
  up: '^',
  down: 'v',
};

const asciiSigns: { readonly [sign: string]: string } = { '…': '~', '↑': '^', '↓': 'v', '←': '<', '→': '>', '⇧': '^' };
