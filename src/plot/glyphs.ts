/** What a terminal can show: blocks and arrows, or ASCII alone. */
export type Charset = 'unicode' | 'ascii';

/** The signs of a drawing, each one column wide. `shades` begins with the one for nothing. */
export type Glyphs = {
  readonly mark: string;
  readonly rule: string;
  readonly tick: string;
  readonly bar: string;
  readonly extra: string;
  readonly shades: readonly [string, string, string, string, string];
  readonly arrow: string;
  readonly times: string;
  readonly minus: string;
  readonly dots: string;
  /** Eight heights of a bar, the lowest first. */
  readonly heights: readonly string[];
  /** A limit across a plot, and the beginning or end of the incident. */
  readonly limit: string;
  readonly edge: string;
  /** The left border of a plot. */
  readonly side: string;
  readonly open: string;
  readonly close: string;
};

/** The signs that a charset has. */
export function glyphsOf(charset: Charset): Glyphs {
  return charset === 'unicode' ? unicode : ascii;
}

/** POSIX: the first of LC_ALL, LC_CTYPE and LANG that is set and not empty decides; a dumb terminal gets ASCII. */
export function charsetOf(env: { readonly [name: string]: string | undefined }): Charset {
  const locale = [env.LC_ALL, env.LC_CTYPE, env.LANG].find((value) => value !== undefined && value !== '');
  const isUtf8 = locale === undefined || /utf-?8/i.test(locale);
  return isUtf8 && env.TERM !== 'dumb' ? 'unicode' : 'ascii';
}

const unicode: Glyphs = {
  mark: '●',
  rule: '─',
  tick: '┴',
  bar: '█',
  extra: '░',
  shades: ['·', '░', '▒', '▓', '█'],
  arrow: '←',
  times: '×',
  minus: '−',
  dots: '…',
  heights: ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
  limit: '╌',
  edge: '┆',
  side: '│',
  open: '├',
  close: '┤',
};

const ascii: Glyphs = {
  mark: 'o',
  rule: '-',
  tick: '+',
  bar: '#',
  extra: '=',
  shades: ['.', '-', '=', '%', '#'],
  arrow: '<',
  times: 'x',
  minus: '-',
  dots: '~',
  heights: ['_', '.', ',', '-', '=', '+', '*', '#'],
  limit: '-',
  edge: ':',
  side: '|',
  open: '|',
  close: '|',
};
