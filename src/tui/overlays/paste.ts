import { placeOf } from '../../incident/paste/told.ts';
import type { StepSource } from '../../incident/session.ts';
import { blank, type Line, line, span } from '../line.ts';
import { endsOf, linesIn, type Paste } from '../paste/paste.ts';
import type { Theme } from '../theme.ts';
import { findStep, titleOf, type World } from '../world.ts';
import { hanging, paragraph } from '../wrap.ts';

/** The page to paste a log text into: which source it is of, then how much has come and how it begins and ends. */
export function pasteLines(world: World, paste: Paste, columns: number): readonly Line[] {
  const step = findStep(world, paste.step);
  const about = step === undefined ? [] : hanging('For', titleOf(world, step), columns, 'strong');
  if (paste.sources === undefined) return [...about, blank, line(span('Looking what is missing …', 'quiet'))];
  if (paste.source === undefined) return [...about, blank, ...pickLines(world, paste, columns)];
  return [...about, ...sourceLines(paste.source, columns), blank, ...textLines(world, paste, columns)];
}

function pickLines(world: World, paste: Paste, columns: number): readonly Line[] {
  const items = (paste.sources ?? []).map((source, index) => {
    const isMarked = index === paste.item;
    const mark = isMarked ? world.theme.glyphs.chosen : ' ';
    const number = index < 9 ? `${index + 1}` : ' ';
    const about = `${source.title} of ${source.party}, ${source.files}${placeText(source)}`;
    return { ...line(span(`${mark} ${number}  ${about}`, isMarked ? 'strong' : 'plain')), isSelected: isMarked };
  });
  const held = paste.text === '' ? [] : paragraph(`${sizeText(paste)} wait for it.`, columns, { tone: 'quiet' });
  return [...paragraph('Which of these is it?', columns, { tone: 'strong' }), ...held, blank, ...items];
}

function sourceLines(source: StepSource, columns: number): readonly Line[] {
  const { verb, object } = placeOf(source);
  return [
    ...hanging('Source', `${source.title} of ${source.party}`, columns),
    ...hanging(
      verb.replace(/^./, (letter) => letter.toUpperCase()),
      object,
      columns,
    ),
  ];
}

function placeText(source: StepSource): string {
  if (source.pasted !== undefined) return ` (yours ${placeOf(source).verb} the ${placeOf(source).object})`;
  return source.isMissing ? '' : ' (there is one; yours takes its place)';
}

function textLines(world: World, paste: Paste, columns: number): readonly Line[] {
  if (linesIn(paste.size) > 0) return pastedLines(paste, { ...world, columns, does: 'keeps it' });
  return [
    ...paragraph('Run it there, paste it here: with the paste of your terminal, as often as it takes.', columns),
    ...paragraph('Secrets are taken out before anything is kept, and nothing pasted is taken for a key.', columns, {
      tone: 'quiet',
    }),
  ];
}

/** How much was pasted, how it begins and ends, and what enter `does` with it. */
export function pastedLines(
  paste: Paste,
  of: {
    readonly theme: Theme;
    readonly redact: (text: string) => string;
    readonly columns: number;
    readonly does: string;
  },
): readonly Line[] {
  const lines = linesIn(paste.size);
  const { first, last } = endsOf(paste.size, of.redact);
  const left = lines - first.length - last.length;
  const rest = [
    ...(left > 0 ? [line(span(`         ${of.theme.glyphs.dot} ${left} more lines`, 'quiet'))] : []),
    ...numbered(last, lines - last.length + 1),
  ];
  return [line(span(sizeText(paste), 'strong')), ...numbered(first, 1), ...rest, blank, ...endLines(paste, of)];
}

function endLines(
  paste: Paste,
  { columns, does }: { readonly columns: number; readonly does: string },
): readonly Line[] {
  if (!paste.isTyped) return paragraph(`enter ${does}; more can be pasted before.`, columns, { tone: 'quiet' });
  return paragraph(
    `This terminal does not say where a paste ends, so enter is taken for text: ctrl-d ${does}.`,
    columns,
    {
      tone: 'warn',
    },
  );
}

function numbered(lines: readonly string[], from: number): readonly Line[] {
  return lines.map((text, index) => line(span(`${String(from + index).padStart(7)}  `, 'label'), span(text)));
}

function sizeText({ size }: Paste): string {
  const { bytes } = size;
  const lines = linesIn(size);
  const amount =
    bytes < 10_000
      ? `${bytes} bytes`
      : bytes < 1e6
        ? `${(bytes / 1e3).toFixed(1)} kB`
        : `${(bytes / 1e6).toFixed(1)} MB`;
  return `${lines} line${lines === 1 ? '' : 's'}, ${amount}`;
}
