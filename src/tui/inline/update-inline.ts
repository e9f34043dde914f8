import { modeOf } from '../key-context.ts';
import { findBinding } from '../keys.ts';
import { blank, type Line, line, span } from '../line.ts';
import { overlayContent, overlayTitles } from '../overlay-content.ts';
import { resultLines, resultTitle } from '../panels/result.ts';
import type { Request } from '../request.ts';
import { resultId, type Screen } from '../screen.ts';
import { type Happening, update } from '../update.ts';
import type { World } from '../world.ts';
import { hanging } from '../wrap.ts';
import { askOnce, type Inline } from './inline.ts';
import { tellNew } from './told.ts';

/** What a happening makes of the walk below the shell's lines. It is the screen's own update; what would be a page on top is printed instead. Pure. */
export function updateInline(
  before: Inline,
  happening: Happening,
  world: World,
): readonly [Inline, readonly Request[]] {
  const [after, requests] = update(before.screen, happening, world);
  const news = tellNew(before.told, world);
  const more = [...news.lines, ...doneLines(happening, world), ...pageLines(before.screen, after, happening, world)];
  const next: Inline = {
    ...before,
    screen: withoutPage(before.screen, after),
    printed: more.length === 0 ? before.printed : [...before.printed, ...more],
    told: news.told,
  };
  return [askOnce(next, world), requests];
}

/** What was done that no finished step tells of: it stays too. */
function doneLines(happening: Happening, world: World): readonly Line[] {
  if (happening.type !== 'undone' || happening.what === undefined) return [];
  return hanging('u Taken back:', happening.what === 'pasted' ? 'the pasted text' : happening.what, world.size.columns);
}

/** A page that was opened, what a check to be confirmed would do, the result that was gone to. */
function pageLines(before: Screen, after: Screen, happening: Happening, world: World): readonly Line[] {
  const { overlay } = after;
  const columns = world.size.columns - 2;
  if (overlay?.kind === 'confirm') {
    const isKnown = overlay.preview !== undefined && before.overlay?.preview !== overlay.preview;
    return isKnown ? [blank, ...overlayContent(after, world)] : [];
  }
  if (overlay?.kind === 'note') return hanging('Note:', `${world.notePath} (O opens what is looked at)`, columns);
  if (overlay !== undefined) {
    return [blank, line(span(overlayTitles[overlay.kind], 'strong')), ...overlayContent(after, world)];
  }
  const isGoneTo = before.local.step !== resultId && after.local.step === resultId;
  if (!isGoneTo && !isAskedFor(before, happening)) return [];
  return [blank, line(span(resultTitle(world), 'strong')), ...resultLines(world, columns)];
}

function isAskedFor(before: Screen, happening: Happening): boolean {
  return happening.type === 'pressed' && findBinding(happening.key, modeOf(before))?.command === 'result';
}

/** Nothing lies on top here but the question whether a check shall run. */
function withoutPage(before: Screen, after: Screen): Screen {
  if (after.overlay === undefined || after.overlay.kind === 'confirm') return after;
  return { ...after, overlay: before.overlay };
}
