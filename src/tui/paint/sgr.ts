import ansiStyles from 'ansi-styles';
import type { Look, Theme } from '../theme.ts';

/**
 * How a look is asked of a terminal, as the parameters of Select Graphic Rendition (ECMA-48, 8.3.117): `1;38;5;28`, empty for plain text. A
 * colour that the terminal does not have becomes a near one that it has.
 */
export function sgrOf(look: Look, colours: Theme['colours']): string {
  const parts = [
    look.bold === true ? '1' : '',
    look.dimColor === true ? '2' : '',
    look.underline === true ? '4' : '',
    look.inverse === true ? '7' : '',
    look.color === undefined || colours === 'none' ? '' : colourOf(look.color, colours),
  ];
  return parts.filter((part) => part !== '').join(';');
}

function colourOf(colour: string, colours: Theme['colours']): string {
  const named = (ansiStyles as unknown as { readonly [name: string]: { readonly open: string } | undefined })[colour];
  if (named !== undefined) return parametersOf(named.open);
  const { color } = ansiStyles;
  const of256 = /^ansi256\((\d+)\)$/.exec(colour)?.[1];
  const number = of256 === undefined ? ansiStyles.hexToAnsi256(colour) : Number(of256);
  if (colours === '16') return parametersOf(color.ansi(ansiStyles.ansi256ToAnsi(number)));
  if (of256 === undefined && colours === 'true') return parametersOf(color.ansi16m(...ansiStyles.hexToRgb(colour)));
  return parametersOf(color.ansi256(number));
}

/** What stands between `ESC [` and `m`. */
function parametersOf(sequence: string): string {
  return sequence.slice(2, -1);
}
