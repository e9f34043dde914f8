import { z } from 'zod';
import { checkSchema } from '../yaml/check-schema.ts';
import { readYaml } from '../yaml/read-yaml.ts';
import { looksOf, themeNames } from './looks.ts';
import type { Look, Looks, Tone } from './theme.ts';

/** The 16 colours by name; the person's terminal says what they are. */
const names = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];
const colourNames = [...names, 'gray', ...names.slice(1).map((name) => `${name}-bright`)];

const notAColour = `a colour is #rrggbb, a number of the 256 (0 to 255), or one of ${colourNames.join(', ')}`;
const colour = z
  .union([z.string(), z.number()])
  .refine(isColour, { error: notAColour })
  .transform((value) => (typeof value === 'number' ? `ansi256(${value})` : value.replace('-bright', 'Bright')));

const look = z.strictObject({
  colour: colour.optional(),
  bold: z.boolean().optional(),
  dim: z.boolean().optional(),
  underline: z.boolean().optional(),
  inverse: z.boolean().optional(),
});

const tones = Object.keys(looksOf.default) as readonly Tone[];

const themeSchema = z.strictObject({
  theme: z.enum(themeNames).default('default'),
  looks: z.strictObject(Object.fromEntries(tones.map((tone) => [tone, look.optional()]))).default({}),
});

/**
 * Reads a person's theme: which of those that come with causebook it begins with, and how single meanings look instead
 * (`looks: {fail: {colour: "#d55e00", bold: true}}`). Throws a `UserError` with everything wrong at file:line:col.
 */
export function parseTheme(text: string, file: string): Looks {
  const { value, placeOf } = readYaml(text, file);
  const { theme, looks } = checkSchema(value ?? {}, { schema: themeSchema, placeOf, whole: 'the theme' });
  const own = Object.entries(looks).flatMap(([tone, given]) => (given === undefined ? [] : [[tone, lookOf(given)]]));
  return { ...looksOf[theme], ...Object.fromEntries(own) };
}

function lookOf({ colour: color, bold, dim: dimColor, underline, inverse }: z.output<typeof look>): Look {
  return {
    ...(color === undefined ? {} : { color }),
    ...(bold === undefined ? {} : { bold }),
    ...(dimColor === undefined ? {} : { dimColor }),
    ...(underline === undefined ? {} : { underline }),
    ...(inverse === undefined ? {} : { inverse }),
  };
}

function isColour(value: string | number): boolean {
  if (typeof value === 'number') return Number.isInteger(value) && value >= 0 && value <= 255;
  return colourNames.includes(value) || /^#[0-9a-fA-F]{6}$/.test(value);
}
