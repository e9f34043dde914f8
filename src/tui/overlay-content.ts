import { type KeyContext, keyContextOf } from './key-context.ts';
import type { Line } from './line.ts';
import { compareLines } from './overlays/compare.ts';
import { confirmLines } from './overlays/confirm.ts';
import { helpLines } from './overlays/help.ts';
import { noteLines } from './overlays/note.ts';
import { whyLines } from './overlays/why.ts';
import { innerColumns } from './pane.ts';
import { checkLines } from './panels/check.ts';
import type { Overlay, Screen } from './screen.ts';
import { findStep, type World } from './world.ts';

/** The page on top, all of it, as rows of its width; none where there is no page. */
export function overlayContent(screen: Screen, world: World): readonly Line[] {
  if (screen.overlay === undefined) return [];
  const columns = innerColumns({ columns: world.size.columns, isDivided: false });
  return overlayLines(screen.overlay.kind, { screen, world, context: keyContextOf(screen, world), columns });
}

/** What each page is called. */
export const overlayTitles: { readonly [O in Overlay]: string } = {
  help: 'Help',
  why: 'Why',
  note: 'Incident note',
  details: 'Check in full',
  confirm: 'Run this check?',
  compare: 'What contradicts itself',
};

function overlayLines(
  kind: Overlay,
  of: { readonly screen: Screen; readonly world: World; readonly context: KeyContext; readonly columns: number },
): readonly Line[] {
  const { screen, world, columns } = of;
  const step = findStep(world, screen.local.step);
  switch (kind) {
    case 'help':
      return helpLines(world, { ...of.context, mode: screen.isInline ? 'inline' : 'walk' }, columns);
    case 'why':
      return whyLines(world, { step: screen.local.step, isScoreFirst: screen.focus === 'ranking', columns });
    case 'note':
      return noteLines(world, columns);
    case 'details':
      return step === undefined
        ? []
        : checkLines(world, { step, columns, isDetailed: true, isCut: screen.overlay?.cutFrom !== undefined });
    case 'compare':
      return compareLines(world, columns);
    case 'confirm':
      return confirmLines(world, { step: screen.local.step, preview: screen.overlay?.preview, columns });
  }
}
