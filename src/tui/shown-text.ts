import { toVisibleLines } from '../redact/visible.ts';
import type { Step } from '../runbook/schema.ts';
import { overlayContent } from './overlay-content.ts';
import { rankingLines } from './panels/ranking.ts';
import type { Screen } from './screen.ts';
import { statusOf } from './status.ts';
import { statusWords } from './theme.ts';
import { fillInputs, findStep, partyOf, stateOf, titleOf, type World } from './world.ts';

/** A text to copy or to read elsewhere, what to call it, and a file name for it. Safe for a terminal. */
export type ShownText = { readonly what: string; readonly file: string; readonly text: string };

/** What the person looks at, whole: the note, a page, a check with its evidence, a question with whom to ask, the result, the ranking. */
export function shownText(screen: Screen, world: World): ShownText {
  const { overlay, focus, local } = screen;
  const step = findStep(world, local.step);
  if (overlay?.kind === 'note') return safe('the note', 'shown-note.md', world.note());
  if (overlay !== undefined && overlay.kind !== 'details') {
    return safe('this page', 'shown-page.txt', textOf(overlayContent(screen, world)));
  }
  if (focus === 'ranking' && overlay === undefined) {
    return safe('the ranking', 'shown-ranking.txt', textOf(rankingLines(world, rankingColumns)));
  }
  if (step === undefined) return safe('the result', 'shown-result.txt', resultText(world));
  if (stateOf(world, step.id)?.kind === 'check') return safe('the finding', 'shown-check.txt', checkText(world, step));
  return safe(step.ask === undefined ? 'the action' : 'the question', 'shown-step.txt', questionText(world, step));
}

/** As wide as a page of a text; the screen's own columns would cut it. */
const rankingColumns = 100;

function safe(what: string, file: string, text: string): ShownText {
  return { what, file, text: `${toVisibleLines(text).trimEnd()}\n` };
}

function textOf(rows: ReturnType<typeof overlayContent>): string {
  return rows
    .map(({ spans }) =>
      spans
        .map(({ text }) => text)
        .join('')
        .trimEnd(),
    )
    .join('\n');
}

function resultText(world: World): string {
  return world
    .result()
    .map(({ heading, lines }) => [heading, ...lines.map((text) => `  ${text}`)].join('\n'))
    .join('\n\n');
}

function checkText(world: World, step: Step): string {
  const result = stateOf(world, step.id)?.result;
  const status = statusWords[statusOf(world, step.id)];
  return [
    titleOf(world, step),
    `${status}${result === undefined ? '' : `: ${result.say}`}`,
    ...(result?.unblock === undefined ? [] : [result.unblock]),
    ...(result?.evidence ?? []).map(
      ({ source, line, text }) => `${source}${line === undefined ? '' : `:${line}`}  ${text.replace(/\r?\n/g, '\n  ')}`,
    ),
    ...(result?.command == null ? [] : [`$ ${result.command}`]),
  ].join('\n');
}

function questionText(world: World, step: Step): string {
  const party = partyOf(world, step);
  const to = party === undefined ? [] : [`${party.name}${party.contact === undefined ? '' : ` (${party.contact})`}`];
  const choices = (step.choices ?? []).map(({ label }) => `- ${fillInputs(world, label)}`);
  const hint = step.hint === undefined ? [] : [fillInputs(world, step.hint)];
  return [...to, fillInputs(world, step.ask ?? step.do ?? ''), ...choices, ...hint].join('\n');
}
