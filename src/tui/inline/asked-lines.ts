import { fieldLines } from '../field/text-field.ts';
import { finderContent } from '../finder/finder-content.ts';
import { type Line, line, span } from '../line.ts';
import { pasteLines } from '../overlays/paste.ts';
import { knownWords } from '../panels/question.ts';
import { resultTitle } from '../panels/result.ts';
import { placeOf } from '../place-of.ts';
import type { Screen } from '../screen.ts';
import { statusOf } from '../status.ts';
import { statusWords } from '../theme.ts';
import { fillInputs, findStep, partyOf, stateOf, titleOf, type World } from '../world.ts';
import { paragraph } from '../wrap.ts';
import { choiceLines } from './choice-lines.ts';

type Room = { readonly columns: number; readonly rows: number };

/** What is asked right now, in at most `rows`: a text to write, a search, a paste, a yes or no, the question with its answers, a check, the result. */
export function askedLines(screen: Screen, world: World, room: Room): readonly Line[] {
  const { paste, finder, writing, overlay, local } = screen;
  const { columns, rows } = room;
  if (rows < 1) return [];
  if (paste !== undefined) {
    const content = pasteLines(world, paste, columns).filter(({ spans }) => spans.length > 0);
    const marked = content.findIndex(({ isSelected }) => isSelected === true);
    return content.slice(marked < 0 ? -rows : Math.max(0, marked - rows + 1)).slice(0, rows);
  }
  if (finder !== undefined) {
    const { lines } = finderContent(screen, finder, { world, columns, rows: rows + 1 });
    return lines.filter(({ spans }) => spans.length > 0).slice(0, rows);
  }
  if (writing !== undefined) {
    const title = line(span(`${writingTitles[writing.purpose]} ${aboutOf(screen, world)}`, 'label'));
    return rows === 1
      ? fieldLines(writing.field, columns, 1)
      : [title, ...fieldLines(writing.field, columns, rows - 1)];
  }
  const step = findStep(world, local.step);
  if (step === undefined) return paragraph(resultTitle(world), columns, { tone: 'strong', max: rows });
  if (overlay?.kind === 'confirm') {
    return paragraph(`Run it? It changes something: ${titleOf(world, step)}`, columns, { tone: 'warn', max: rows });
  }
  if (stateOf(world, step.id)?.kind === 'check') {
    const status = statusOf(world, step.id);
    const say = stateOf(world, step.id)?.result?.say;
    const text = `${world.theme.glyphs.status[status]} ${statusWords[status]}  ${titleOf(world, step)}${say === undefined ? '' : `: ${say}`}`;
    return paragraph(text, columns, { tone: status, max: rows });
  }
  const kind = step.ask === undefined ? 'Action' : 'Question';
  const to = partyOf(world, step)?.name;
  const known = local.quality === 'looked' ? '' : `, known ${knownWords[local.quality]}`;
  const text = `${kind} ${placeOf(world, step)}${to === undefined ? '' : `, to ${to}`}${known}: ${fillInputs(world, step.ask ?? step.do ?? '')}`;
  const choices = choiceLines(world, { step, local, columns, rows: Math.max(1, rows - 1) });
  return [...paragraph(text, columns, { tone: 'strong', max: Math.max(1, rows - choices.length) }), ...choices].slice(
    -rows,
  );
}

const writingTitles = { answer: 'The answer to', skip: 'Why skip', remark: 'Remark on' } as const;

function aboutOf(screen: Screen, world: World): string {
  const step = findStep(world, screen.local.step);
  return step === undefined ? 'the incident' : titleOf(world, step);
}
