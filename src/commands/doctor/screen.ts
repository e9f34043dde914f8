import { charsetOf } from '../../plot/glyphs.ts';
import { takesOsc52 } from '../takes-osc52.ts';
import type { Finding } from './finding.ts';

/** What is known of the terminal; without a size there is none. */
export type TerminalFacts = {
  readonly size: { readonly columns: number; readonly rows: number } | undefined;
  readonly isNumbered: boolean;
  readonly env: { readonly [name: string]: string | undefined };
  /** Bits of a colour; 1 where there are none. */
  readonly depth: number;
  readonly isColourWanted: boolean;
};

/** What a walk looks like in this terminal: its size, colours, letters, and how text is copied from it. */
export function judgeScreen(facts: TerminalFacts): readonly Finding[] {
  if (facts.size === undefined)
    return [
      {
        id: 'terminal',
        status: 'pass',
        say: 'none for input and output here: a walk would go by itself (--ui none), with answers from a file',
      },
    ];
  return [judgeSize(facts.size, facts), judgeColours(facts), judgeLetters(facts), judgeCopying(facts)];
}

function judgeSize({ columns, rows }: { readonly columns: number; readonly rows: number }, of: TerminalFacts): Finding {
  const size = `${columns}x${rows}`;
  if (of.isNumbered)
    return {
      id: 'terminal',
      status: 'pass',
      say: `${size}, plain lines and numbered prompts: ${of.env.TERM === 'dumb' ? 'TERM is dumb' : 'a screen reader asks for it'}`,
    };
  const say = `${size}, on the alternate screen${inside(of.env)}; --inline leaves what is done in the scrollback`;
  const isSmall = columns < 80 || rows < 24;
  return isSmall
    ? { id: 'terminal', status: 'warn', say, advice: 'From 80x24 on everything fits; less than 40x10 is no screen.' }
    : { id: 'terminal', status: 'pass', say };
}

function inside({ TMUX = '', STY = '' }: TerminalFacts['env']): string {
  if (TMUX !== '') return ' of tmux';
  return STY === '' ? '' : ' of GNU screen (it has one with `altscreen on` in ~/.screenrc)';
}

/** Nothing is told by colour alone, so that there is none is no fault. */
function judgeColours({ depth, isColourWanted }: TerminalFacts): Finding {
  const colours = depth >= 24 ? '16 million' : depth >= 8 ? '256' : depth >= 4 ? '16' : 'none';
  return {
    id: 'colours',
    status: 'pass',
    say: isColourWanted ? colours : 'none: NO_COLOR, --no-color or a dumb terminal',
  };
}

function judgeLetters({ env }: TerminalFacts): Finding {
  if (charsetOf(env) === 'unicode') return { id: 'letters', status: 'pass', say: 'Unicode, plots are drawn with it' };
  if (env.TERM === 'dumb') return { id: 'letters', status: 'pass', say: 'ASCII: TERM is dumb' };
  return {
    id: 'letters',
    status: 'warn',
    say: 'ASCII: the locale says no UTF-8, plots are coarse and names from logs may be garbled',
    advice: 'Set LANG=C.UTF-8, or a locale of yours that ends in UTF-8.',
  };
}

function judgeCopying({ env }: TerminalFacts): Finding {
  if ((env.TMUX ?? '') !== '')
    return {
      id: 'copying',
      status: 'pass',
      say: 'y copies to the tmux buffer, and to the clipboard outside where `set-clipboard` is external or on',
    };
  if (takesOsc52(env))
    return {
      id: 'copying',
      status: 'pass',
      say: "y copies to the terminal's clipboard (OSC 52), where the terminal allows it; O shows the text to select",
    };
  return {
    id: 'copying',
    status: 'warn',
    say: 'y writes into a file: this terminal takes nothing to copy',
    advice: 'O shows the text to select; tmux has a buffer.',
  };
}
