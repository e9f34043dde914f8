import { piece } from '../pattern.ts';
import { type Step, setOf } from './step.ts';

// A piece of a pattern, how often, and whether as little as it can.
const token = new RegExp(String.raw`(${piece.source})([*+?]|\{\d+(?:,\d*)?\})?(\?)?`, 'g');
const knownEscape = /^\\(?:[dDwWsSt]|[^\w\s])$/;

type Token = { readonly text: string; readonly sign: string };

/** The steps of a pattern that begins where a line does; undefined where it has something that no step stands for. */
export function parseSteps({ source }: RegExp): readonly Step[] | undefined {
  const tokens: Token[] = [];
  for (const [, text = '', sign = '', lazy] of source.matchAll(token)) {
    if (!isKnown(text, tokens.length === 0) || lazy !== undefined) return undefined;
    if (sign !== '' && ['^', '$', '(', '(?:', '|'].includes(text)) return undefined;
    tokens.push({ text, sign });
  }
  if (tokens[0]?.text !== '^') return undefined;
  const reader = createReader(tokens.slice(1));
  const options = reader.options(false);
  const [steps] = options;
  return options.length === 1 && reader.isKnown() ? steps : undefined;
}

function isKnown(text: string, isFirst: boolean): boolean {
  if (text === '^') return isFirst;
  if (text.startsWith('\\')) return knownEscape.test(text);
  if (text.startsWith('(')) return text === '(' || text === '(?:';
  return /^[\x20-\x7e]+$/.test(text) && !/\\[bBnrfvxuc0-9kpP]/.test(text);
}

function createReader(tokens: readonly Token[]) {
  let at = 0;
  let captures = 0;
  let isKnown = true;

  const group = (isCapture: boolean): Step => {
    const before = captures;
    if (isCapture) captures += 1;
    const capture = isCapture ? captures : undefined;
    const inside = options(true);
    const sign = tokens[at - 1]?.sign ?? '';
    const [least, most] = timesOf(sign);
    // Of several turns no step counts them, and none forgets what the turn before has captured.
    const isOnce = most === 1;
    const isEndless = most === Number.POSITIVE_INFINITY && least <= 1 && captures === before;
    if (!isOnce && !isEndless) isKnown = false;
    return { kind: 'group', capture, options: inside, least: least === 0 ? 0 : 1, most };
  };

  const options = (isInside: boolean): readonly (readonly Step[])[] => {
    const all: Step[][] = [[]];
    for (; at < tokens.length; ) {
      const { text, sign } = tokens[at++] as Token;
      if (text === ')' && isInside) return all;
      if (text === '|') all.push([]);
      else if (text === '(' || text === '(?:') all.at(-1)?.push(group(text === '('));
      else if (text === '$') all.at(-1)?.push({ kind: 'end' });
      else {
        const [least, most] = timesOf(sign);
        all.at(-1)?.push({ kind: 'chars', set: setOf(text), least, most });
      }
    }
    return all;
  };
  return { options, isKnown: () => isKnown };
}

/** How often at least and at most. */
function timesOf(sign: string): readonly [number, number] {
  if (sign === '') return [1, 1];
  if (sign === '?') return [0, 1];
  if (sign === '*') return [0, Number.POSITIVE_INFINITY];
  if (sign === '+') return [1, Number.POSITIVE_INFINITY];
  const [least = '1', most = least] = sign.slice(1, -1).split(',');
  return [Number(least), most === '' ? Number.POSITIVE_INFINITY : Number(most)];
}
