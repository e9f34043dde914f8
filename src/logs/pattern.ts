import { messageOf, UserError } from '../errors.ts';

/**
 * Compiles a regular expression that a person wrote, so that it takes time in proportion to the text. V8 gets there by
 * changing to its linear engine once it has tried too much, which it can for patterns without flags, look-around,
 * back-references and large counts inside repeats (measured): those are refused with a `UserError`.
 */
export function compilePattern(source: string): RegExp {
  const refuse = (message: string, hint: string): never => {
    throw new UserError({ message: `the pattern /${source}/ ${message}`, hint });
  };
  const tokens = [...tokensOf(source)];
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
  if (costOf(tokens) === undefined) {
    refuse('repeats a group that counts inside it', 'Write + or * in place of {…}, or count outside of repeats.');
  }
  return pattern;
}

/**
 * The pattern in the syntax of RE2, matching the same texts, or undefined where that cannot be promised. `.` leaves out
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
  if (/[^\x20-\x7e]/.test(token)) return undefined;
  if (token === '.') return String.raw`[^\n\r\x{2028}\x{2029}]`;
  if (token.startsWith('\\')) return sharedEscape.test(token) ? token : undefined;
  if (token.startsWith('[')) return isSharedClass(token) ? token : undefined;
  if (token.startsWith('(?')) return token === '(?:' ? token : token.startsWith('(?<') ? '(' : undefined;
  if (token.startsWith('{')) return /^\{\d{1,3}(?:,\d{0,3})?\}\??$/.test(token) ? token : undefined;
  // An RE2 that is asked for "]" or "}" alone takes it as itself, as ECMAScript does.
  return token;
}

const sharedEscape = /^\\(?:[dDwWbBnrt]|[!-/:-@[-`{-~])$/;

function isSharedClass(token: string): boolean {
  const inside = token.slice(token[1] === '^' ? 2 : 1, -1);
  return inside !== '' && /^(?:[^\\[]|\\(?:[dDwWnrt]|[!-/:-@[-`{-~]))+$/.test(inside);
}

const token = /\\[\s\S]?|\[(?:\\[\s\S]|[^\]\\])*\]?|\(\?(?:<?[=!]|<[^>]*>|:)?|\{\d+(?:,\d*)?\}\??|[*+?]\??|[\s\S]/g;

/** An escape, a class, the opening of a group, a quantifier or one character at a time. */
function tokensOf(source: string): Iterable<string> {
  return source.match(token) ?? [];
}

/** How deep what varies is nested, whether any of it has no end, and how often a linear engine must write it out. */
type Cost = { readonly varying: number; readonly endless: boolean; readonly copies: number };

const maxCopies = 4;
const free: Cost = { varying: 0, endless: false, copies: 1 };

/** The cost of the worst nest of quantifiers; undefined when one is beyond what V8's linear engine takes. */
function costOf(tokens: readonly string[]): Cost | undefined {
  const groups: Cost[] = [];
  let inside = free;
  let atom = free;
  const put = (cost: Cost) => {
    inside = {
      varying: Math.max(inside.varying, cost.varying),
      endless: inside.endless || cost.endless,
      copies: Math.max(inside.copies, cost.copies),
    };
  };
  for (const piece of tokens) {
    const counts = countsOf(piece);
    if (counts !== undefined) {
      atom = {
        varying: atom.varying + (counts.min === counts.max ? 0 : 1),
        endless: atom.endless || counts.max === Number.POSITIVE_INFINITY,
        copies: atom.copies * Math.max(1, counts.max === Number.POSITIVE_INFINITY ? counts.min : counts.max),
      };
      if (atom.varying > 1 && atom.endless && atom.copies > maxCopies) return undefined;
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
      atom = free;
    }
  }
  put(atom);
  return inside;
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
