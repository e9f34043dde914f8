import { kindOf } from '../incident/state.ts';
import { fieldLines } from './field/text-field.ts';
import type { Finder } from './finder/finder.ts';
import { finderContent } from './finder/finder-content.ts';
import { fieldLine } from './finder/finder-lines.ts';
import { markSought, progressOfSearch } from './finder/sought.ts';
import { itemsOf } from './items.ts';
import { type KeyContext, keyContextOf } from './key-context.ts';
import { type Area, type Focus, type Layout, layoutOf } from './layout.ts';
import { blank, dropColumns, type Line } from './line.ts';
import { overlayContent, overlayTitles } from './overlay-content.ts';
import { pasteLines } from './overlays/paste.ts';
import { innerColumns, offsetAround, type Pane, windowOf } from './pane.ts';
import { checkLines } from './panels/check.ts';
import { itemLines, questionLines } from './panels/question.ts';
import { nextLines, rankingLines } from './panels/ranking.ts';
import { resultLines, resultTitle } from './panels/result.ts';
import { progressOf, stepList } from './panels/steps.ts';
import { stripHeight, stripLines } from './panels/strip.ts';
import type { Paste } from './paste/paste.ts';
import { placeOf } from './place-of.ts';
import { resultId, type Screen } from './screen.ts';
import { checkKindOf, findStep, partyOf, type World } from './world.ts';

/** Everything a frame draws between the header and the footer, and the keys that mean something in it. */
export type Frame = {
  readonly layout: Layout;
  readonly context: KeyContext;
  /** The panels from left to right; an overlay is the only one. */
  readonly panes: readonly Pane[];
  readonly strip: Pane | undefined;
  readonly drawer: Pane | undefined;
};

/** Works out a frame: pure, so that the keys can ask it how far they may scroll. Its rows never add up to more than the terminal's. */
export function frameOf(screen: Screen, world: World): Frame {
  const drawer = drawerPane(screen, world);
  // The result says all that the strip does.
  const wanted = screen.local.step === resultId ? 0 : stripHeight(world);
  const layout = layoutOf(world.size, {
    focus: screen.focus,
    drawer: drawer?.height ?? 0,
    stripRows: wanted === 0 ? 0 : wanted + 1,
  });
  const context = keyContextOf(screen, world);
  if (layout.kind === 'none') return { layout, context, panes: [], strip: undefined, drawer: undefined };
  if (screen.paste !== undefined) {
    return { layout, context, panes: [pastePane(screen.paste, world, layout)], strip: undefined, drawer };
  }
  if (screen.finder !== undefined && screen.finder.of !== 'page') {
    return { layout, context, panes: [finderPane(screen, screen.finder, world, layout)], strip: undefined, drawer };
  }
  if (screen.overlay !== undefined) {
    return { layout, context, panes: [overlayPane(screen, world, layout)], strip: undefined, drawer };
  }
  return { layout, context, panes: panelPanes(screen, world, layout), strip: stripPane(world, layout), drawer };
}

function panelPanes(screen: Screen, world: World, layout: Layout): readonly Pane[] {
  const order: readonly Focus[] = ['steps', 'step', 'ranking'];
  return order
    .filter((focus) => layout.areas[focus] !== undefined)
    .map((focus, index) => {
      const place = { area: layout.areas[focus] as Area, isDivided: index > 0, hasFocus: screen.focus === focus };
      if (focus === 'steps') return stepsPane(screen, world, place);
      return focus === 'step' ? stepPane(screen, world, place) : rankingPane(screen, world, place);
    });
}

type Place = { readonly area: Area; readonly isDivided: boolean; readonly hasFocus: boolean };

function stepsPane(screen: Screen, world: World, place: Place): Pane {
  const columns = innerColumns({ columns: place.area.columns, isDivided: place.isDivided });
  const rows = place.area.height - 1;
  const list = stepList(world, { selected: screen.local.step, hasFocus: place.hasFocus, columns });
  const from = Math.max(0, Math.min(offsetAround(list.selectedRow, rows), list.count - rows));
  const pane = paneOf(place, {
    id: 'steps',
    title: `Steps ${progressOf(world)}`,
    content: list.rows(from, from + rows),
    offset: 0,
  });
  return { ...pane, above: from, below: Math.max(0, list.count - from - rows) };
}

function stepPane(screen: Screen, world: World, place: Place): Pane {
  const step = findStep(world, screen.local.step);
  const columns = innerColumns({ columns: place.area.columns, isDivided: place.isDivided });
  const { scroll } = screen.local;
  if (step === undefined) {
    return paneOf(place, {
      id: 'step',
      title: resultTitle(world),
      content: resultLines(world, columns),
      offset: scroll,
    });
  }
  if (kindOf(step) === 'check') {
    const content = checkLines(world, { step, columns, isDetailed: false });
    return paneOf(place, { id: 'step', title: `Check: ${checkKindOf(step) ?? ''}`, content, offset: scroll });
  }
  const title = `${step.ask === undefined ? 'Action' : 'Question'} ${placeOf(world, step)}`;
  const text = questionLines(world, step, columns);
  const items = itemLines(world, { step, local: screen.local, hasFocus: place.hasFocus, columns });
  // The answers stay in sight however long the question is: only its text scrolls.
  const rows = place.area.height - 1;
  const itemRows = Math.min(items.length, Math.max(3, rows - Math.min(text.length, 4) - 1));
  const textRows = Math.max(0, Math.min(text.length, rows - itemRows - 1));
  const shownText = windowOf(text, scroll, textRows);
  const shownItems = windowOf(items, offsetAround(screen.local.item, itemRows), itemRows);
  const pane = paneOf(place, {
    id: 'step',
    title,
    content: [...shownText.lines, blank, ...shownItems.lines],
    offset: 0,
  });
  return { ...pane, above: shownText.above, below: shownText.below };
}

function rankingPane(screen: Screen, world: World, place: Place): Pane {
  const columns = innerColumns({ columns: place.area.columns, isDivided: place.isDivided });
  const rows = place.area.height - 1;
  const ranking = rankingLines(world, columns);
  const next = nextLines(world, columns);
  // What to do next stays in sight, where that leaves the ranking most of the room.
  const isPinned = next.length > 0 && next.length + 1 <= rows / 3;
  const content = isPinned || next.length === 0 ? ranking : [...ranking, blank, ...next];
  const shown = windowOf(
    content,
    screen.rankingScroll,
    isPinned ? Math.min(content.length, rows - next.length - 1) : rows,
  );
  const lines = isPinned ? [...shown.lines, blank, ...next] : shown.lines;
  const pane = paneOf(place, { id: 'ranking', title: 'Ranking', content: lines, offset: 0 });
  return { ...pane, above: shown.above, below: shown.below };
}

function overlayPane(screen: Screen, world: World, layout: Layout): Pane {
  const { kind, scroll, sought, cutFrom = 0 } = screen.overlay ?? { kind: 'help', scroll: 0 };
  const place: Place = { area: layout.overlay, isDivided: false, hasFocus: true };
  const content = overlayContent(screen, world);
  const progress = progressOfSearch(content, sought);
  const title = progress === '' ? overlayTitles[kind] : `${overlayTitles[kind]}: ${progress}`;
  const pane = paneOf(place, { id: 'overlay', title, content, offset: scroll });
  const lines = markSought(pane.lines, pane.above, sought);
  return { ...pane, lines: cutFrom === 0 ? lines : lines.map((row) => dropColumns(row, cutFrom)) };
}

function finderPane(screen: Screen, finder: Finder, world: World, layout: Layout): Pane {
  const place: Place = { area: layout.overlay, isDivided: false, hasFocus: true };
  const columns = innerColumns({ columns: place.area.columns, isDivided: false });
  const { title, lines } = finderContent(screen, finder, { world, columns, rows: place.area.height - 1 });
  return paneOf(place, { id: 'finder', title, content: lines, offset: 0 });
}

function pastePane(paste: Paste, world: World, layout: Layout): Pane {
  const place: Place = { area: layout.overlay, isDivided: false, hasFocus: true };
  const content = pasteLines(world, paste, innerColumns({ columns: place.area.columns, isDivided: false }));
  // On a small screen the marked source stays in sight.
  const rows = place.area.height - 1;
  const offset = content.length <= rows ? 0 : content.findIndex(({ isSelected }) => isSelected === true) - rows + 2;
  return paneOf(place, { id: 'paste', title: 'Paste log text', content, offset });
}

function stripPane(world: World, layout: Layout): Pane | undefined {
  if (layout.stripRows === 0) return undefined;
  const area = { columns: world.size.columns, height: layout.stripRows };
  const content = stripLines(world, innerColumns({ columns: area.columns, isDivided: false }));
  return paneOf(
    { area, isDivided: false, hasFocus: false },
    { id: 'strip', title: 'Ranking (tab)', content, offset: 0 },
  );
}

function drawerPane(screen: Screen, world: World): Pane | undefined {
  const { writing, finder } = screen;
  const { columns, rows } = world.size;
  if (finder?.of === 'page') {
    const content = [fieldLine(finder, 'Search', innerColumns({ columns, isDivided: false }))];
    const area = { columns, height: 2 };
    return paneOf(
      { area, isDivided: false, hasFocus: true },
      { id: 'drawer', title: 'In this page', content, offset: 0 },
    );
  }
  if (writing === undefined) return undefined;
  const content = fieldLines(writing.field, innerColumns({ columns, isDivided: false }), rows < 20 ? 3 : 6);
  const step = findStep(world, screen.local.step);
  const party = step === undefined ? undefined : partyOf(world, step)?.name;
  const title = {
    answer: party === undefined ? 'Answer' : `Answer of ${party}`,
    skip: 'Why skip this step?',
    remark: 'Remark for the note',
  }[writing.purpose];
  return paneOf(
    { area: { columns, height: content.length + 1 }, isDivided: false, hasFocus: true },
    { id: 'drawer', title, content, offset: 0 },
  );
}

function paneOf(
  place: Place,
  of: { readonly id: string; readonly title: string; readonly content: readonly Line[]; readonly offset: number },
): Pane {
  const { lines, above, below } = windowOf(of.content, of.offset, place.area.height - 1);
  const { area, isDivided, hasFocus } = place;
  return {
    id: of.id,
    title: of.title,
    columns: area.columns,
    height: area.height,
    lines,
    hasFocus,
    isDivided,
    above,
    below,
  };
}

/** The items of the current step, for keys that count them. */
export function itemCount(screen: Screen, world: World): number {
  const step = findStep(world, screen.local.step);
  return step === undefined ? 0 : itemsOf(step).length;
}
