import { setFlagsFromString } from 'node:v8';
import { messageOf, UserError } from '../errors.ts';

/**
 * Compiles a regular expression that a person wrote, so that it takes time in proportion to the text. V8 gets there by
 * changing to its linear engine once it has tried too much, which it can for patterns without look-around,
 * back-references and large counts beside repeated groups (measured): those are refused with a `UserError`.
 */
export function compilePattern(source: string): RegExp {
  const refuse = (message: string, hint: string): never => {
    throw new UserError({ message: `the pattern /${source}/ ${message}`, hint });
  };
  const tokens = tokensOf(source);
  for (const token of tokens) {
    if (/^\(\?<?[=!]/.test(token)) refuse('looks around', 'Capture what you want in a group (…) instead.');
    if (/^\\(?:[1-9]|k)/.test(token)) refuse('refers back to a group', 'Write out what the group matches.');
  }
  let pattern: RegExp;
  try {
    pattern = new RegExp(source);
  } catch (cause) {
    throw new UserError(
      {
        message: `the pattern /${source}/ cannot be read: ${messageOf(cause).replace(/^.*\/: /s, '')}`,
        hint: String.raw`A special character as itself needs a backslash: \( \[ \? \*.`,
      },
      { cause },
    );
  }
  if (isSafe(tokens)) return pattern;
  const plain = writeOut(tokens);
  if (!isSafe(tokensOf(plain))) {
    refuse('counts too far inside what repeats', 'There, write * in place of +, and smaller counts.');
  }
  return new RegExp(plain);
}

/** Finds a pattern in texts. */
export type Finder = { readonly exec: (text: string) => RegExpExecArray | null };

/**
 * A pattern of a person for texts of any length: a search that begins anew at each character takes time that grows with the square of the
 * length (`a+$`), which V8's change of engines does not see. Long texts go to its linear engine from the start, which is slower for short ones.
 */
export function createFinder(source: string): Finder {
  return finderOf(compilePattern(source));
}

/** The same for an event, which may have several lines: `^` and `$` are where each of them begins and ends. */
export function createLineFinder(source: string): Finder {
  const short = compilePattern(source);
  const whole = finderOf(short);
  if (!tokensOf(source).some((one) => one === '^' || one === '$')) return whole;
  // V8's linear engine knows this flag (measured).
  const lines = finderOf(new RegExp(short.source, 'm'));
  return { exec: (text) => (text.includes('\n') ? lines : whole).exec(text) };
}

const maxShort = 4096;

function finderOf(short: RegExp): Finder {
  let long: RegExp | undefined;
  return {
    exec: (text) => {
      if (text.length <= maxShort) return short.exec(text);
      long ??= compileLinear(short);
      return long.exec(text);
    },
  };
}

/** The pattern for V8's linear engine, where that takes it (it repeats nothing more than 16 times by a count). */
function compileLinear({ source, flags }: RegExp): RegExp {
  setFlagsFromString('--enable-experimental-regexp-engine');
  try {
    return new RegExp(source, `l${flags}`);
  } catch {
    return new RegExp(source, flags);
  }
}

/**
 * The pattern in the syntax of RE2, matching the same texts, or undefined where that cannot be promised (a character
 * beyond the basic plane is two to ECMAScript and one to RE2: `^.$` alone would show it). `.` leaves out
 * all line ends of ECMAScript, of which RE2 knows only one.
 */
export function toRe2(source: string): string | undefined {
  const parts: string[] = [];
  for (const token of tokensOf(source)) {
    const part = re2Token(token);
    if (part === undefined) return undefined;
    parts.push(part);
  }
  return parts.join('');
}

function re2Token(token: string): string | undefined {
  if (beyondShared.test(token)) return undefined;
  if (token === '.') return String.raw`[^\n\r\x{2028}\x{2029}]`;
  if (token.startsWith('\\')) return sharedEscape.test(token) ? token : undefined;
  if (token.startsWith('[')) return isSharedClass(token) ? token : undefined;
  if (token.startsWith('(?')) return token === '(?:' ? token : token.startsWith('(?<') ? '(' : undefined;
  if (token.startsWith('{')) return /^\{\d{1,3}(?:,\d{0,3})?\}\??$/.test(token) ? token : undefined;
  // An RE2 that is asked for "]" or "}" alone takes it as itself, as ECMAScript does.
  return token;
}

// Control characters, line ends, halves of characters and what stands for a broken byte.
const beyondShared = /[^\x20-\x7e\u00a1-\u1fff\u2070-\ud7ff]/;
const sharedEscape = /^\\(?:[dDwWbBnrtfv]|[!-/:-@[-`{-~])$/;

function isSharedClass(token: string): boolean {
  const inside = token.slice(token[1] === '^' ? 2 : 1, -1);
  return inside !== '' && /^(?:[^\\[]|\\(?:[dDwWnrtfv]|[!-/:-@[-`{-~]))+$/.test(inside);
}

const token = /\\[\s\S]?|\[(?:\\[\s\S]|[^\]\\])*\]?|\(\?(?:<?[=!]|<[^>]*>|:)?|\{\d+(?:,\d*)?\}\??|[*+?]\??|[\s\S]/g;

/** An escape, a class, the opening of a group, a quantifier or one character at a time. */
function tokensOf(source: string): readonly string[] {
  return source.match(token) ?? [];
}

/**
 * Writes out what is counted of single characters (`x{3}` as `xxx`), which matches the same and takes the count from
 * the engine; counted groups stay, since they may capture.
 */
function writeOut(tokens: readonly string[]): string {
  return tokens
    .map((piece, index) => {
      const next = tokens[index + 1] ?? '';
      if (next.startsWith('{') && countsOf(next) !== undefined && piece !== ')') return copiesOf(piece, next);
      return piece.startsWith('{') && countsOf(piece) !== undefined && tokens[index - 1] !== ')' ? '' : piece;
    })
    .join('');
}

function copiesOf(atom: string, quantifier: string): string {
  const { min = 0, max = 0 } = countsOf(quantifier) ?? {};
  if (max > maxWritten && min <= max && max !== Number.POSITIVE_INFINITY) return atom + quantifier;
  const lazy = quantifier.endsWith('?') ? '?' : '';
  if (max === Number.POSITIVE_INFINITY) return `${atom.repeat(min)}${atom}*${lazy}`;
  return `${atom.repeat(min)}${`(?:${atom}`.repeat(max - min)}${`)?${lazy}`.repeat(max - min)}`;
}

const maxWritten = 128;

/**
 * Of a part of a pattern: whether there is more than one way through it, whether something of that
 * kind is repeated, so that backtracking may try too many ways, and how often a linear engine must write it out.
 */
type Cost = {
  readonly varies: boolean;
  readonly isRisky: boolean;
  readonly copies: number;
};

// V8's kMaxReplicationFactor, found by measuring: beyond it a pattern stays with the engine that backtracks.
const maxCopies = 16;
const free: Cost = { varies: false, isRisky: false, copies: 1 };

/** Whether V8 matches the pattern in time that does not grow exponentially with the text. */
function isSafe(tokens: readonly string[]): boolean {
  const { isRisky, copies } = costOf(tokens);
  return !isRisky || copies <= maxCopies;
}

function costOf(tokens: readonly string[]): Cost {
  const groups: Cost[] = [];
  let inside = free;
  let atom = free;
  const put = (cost: Cost) => {
    inside = {
      varies: inside.varies || cost.varies,
      isRisky: inside.isRisky || cost.isRisky,
      copies: Math.max(inside.copies, cost.copies),
    };
  };
  for (const piece of tokens) {
    const counts = countsOf(piece);
    if (counts !== undefined) {
      atom = repeat(atom, counts);
    } else if (piece.startsWith('(')) {
      put(atom);
      groups.push(inside);
      inside = free;
      atom = free;
    } else if (piece === ')') {
      put(atom);
      atom = inside;
      inside = groups.pop() ?? free;
    } else {
      put(atom);
      atom = { ...free, varies: piece === '|' };
    }
  }
  put(atom);
  return inside;
}

function repeat(atom: Cost, { min, max }: { readonly min: number; readonly max: number }): Cost {
  const hasNoEnd = max === Number.POSITIVE_INFINITY;
  return {
    varies: atom.varies || min !== max,
    isRisky: atom.isRisky || (atom.varies && max > 1),
    copies: atom.copies * Math.max(1, hasNoEnd ? (min === 0 ? 1 : min + 1) : max),
  };
}

function countsOf(piece: string): { readonly min: number; readonly max: number } | undefined {
  if (/^[*+?]/.test(piece)) {
    return { min: piece[0] === '+' ? 1 : 0, max: piece[0] === '?' ? 1 : Number.POSITIVE_INFINITY };
  }
  const counted = /^\{(\d+)(,)?(\d*)\}/.exec(piece);
  if (counted === null) return undefined;
  const min = Number(counted[1]);
  return {
    min,
    max: counted[2] === undefined ? min : counted[3] === '' ? Number.POSITIVE_INFINITY : Number(counted[3]),
  };
}
