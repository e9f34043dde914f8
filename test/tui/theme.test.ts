import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { looksOf, themeNames } from '../../src/tui/looks.ts';
import { parseTheme } from '../../src/tui/parse-theme.ts';
import { createTheme, type Tone } from '../../src/tui/theme.ts';

const tones = Object.keys(looksOf.default) as readonly Tone[];

describe.each(themeNames)('the theme %s', (name) => {
  const looks = looksOf[name];

  it('can be read on white and on black', () => {
    const weak = tones.filter((tone) => {
      const { color } = looks[tone];
      return color !== undefined && (contrast(color, 1) < 3.5 || contrast(color, 0) < 3.5);
    });
    expect(weak).toEqual([]);
  });

  it('has a colour of the 16 for each of the 256, and none where none is wanted', () => {
    const of = (colours: 'none' | '16' | '256') => createTheme({ looks, colours, unicode: true });
    for (const tone of tones) {
      expect(of('none').look(tone)).not.toHaveProperty('color');
      expect(of('16').look(tone).color ?? '').not.toMatch(/^ansi256/);
      expect(of('16').look(tone).color === undefined).toBe(of('256').look(tone).color === undefined);
    }
  });

  it('tells a failure from a success without colour too', () => {
    const { look, glyphs } = createTheme({ looks, colours: 'none', unicode: true });
    expect(look('fail')).not.toEqual(look('pass'));
    expect(glyphs.status.fail).not.toBe(glyphs.status.pass);
  });
});

describe('a theme file', () => {
  it('changes single meanings of a theme that it begins with', () => {
    const looks = parseTheme(
      'theme: colour-blind\nlooks:\n  fail: {colour: "#d55e00", underline: true}\n  pass: {colour: blue-bright}\n  bar: {colour: 99}\n',
      'theme.yaml',
    );
    expect(looks).toEqual({
      ...looksOf['colour-blind'],
      fail: { color: '#d55e00', underline: true },
      pass: { color: 'blueBright' },
      bar: { color: 'ansi256(99)' },
    });
  });

  it('that is empty is the default', () => {
    expect(parseTheme('', 'theme.yaml')).toEqual(looksOf.default);
  });

  it('is told everything that is wrong with it, at its place', () => {
    const text = 'theme: colorblind\nlooks:\n  fial: {bold: true}\n  pass: {colour: greenish}\n  warn: {bold: maybe}\n';
    const at = (line: number, column: number) => ({ file: 'theme.yaml', line, column });
    expect(() => parseTheme(text, 'theme.yaml')).toThrow(
      new UserError([
        { message: '"colorblind" is not a known theme', place: at(1, 8), hint: 'Did you mean "colour-blind"?' },
        {
          message:
            'looks.pass.colour: a colour is #rrggbb, a number of the 256 (0 to 255), or one of black, red, green, yellow, blue, magenta, cyan, white, gray, red-bright, green-bright, yellow-bright, blue-bright, magenta-bright, cyan-bright, white-bright',
          place: at(4, 18),
        },
        { message: 'looks.warn.bold: must be true or false, not a text', place: at(5, 16) },
        { message: 'unknown key "fial"', place: at(3, 3), hint: 'Did you mean "fail"?' },
      ]),
    );
  });
});

/** WCAG 2.1: contrast of one of the 256 colours (16 to 231 are a cube) against a background of luminance 0 or 1. */
function contrast(colour: string, background: 0 | 1): number {
  const index = Number(/^ansi256\((\d+)\)$/.exec(colour)?.[1]) - 16;
  const levels = [0, 95, 135, 175, 215, 255];
  const [r, g, b] = [Math.floor(index / 36), Math.floor(index / 6) % 6, index % 6].map((at) => {
    const part = (levels[at] ?? 0) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0);
  return background === 1 ? 1.05 / (luminance + 0.05) : (luminance + 0.05) / 0.05;
}
