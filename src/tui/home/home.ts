import { type IncidentBrief, isSettled } from '../../incident/brief.ts';
import type { Finder } from '../finder/finder.ts';
import { rank } from '../finder/rank.ts';
import type { KeyContext, Mode } from '../key-context.ts';
import type { Size } from '../layout.ts';
import type { Paste } from '../paste/paste.ts';
import type { Theme, Tone } from '../theme.ts';
import type { HomeData, HomeMatch, HomeRunbook } from './home-data.ts';

/** The state of the first screen: what is marked, and what lies on top of the lists. */
export type Home = {
  /** The key of the marked row; the first one while nothing has been marked. */
  readonly marked: string | undefined;
  /** Whether all incidents are listed, not the newest alone. */
  readonly isAll: boolean;
  readonly finder: Finder | undefined;
  readonly help: { readonly scroll: number } | undefined;
  /** A bug report that is being pasted. */
  readonly paste: Paste | undefined;
  /** The runbooks that a bug report is about. */
  readonly report: { readonly text: string; readonly matches: readonly HomeMatch[] } | undefined;
  readonly message: { readonly text: string; readonly tone: Tone } | undefined;
  readonly isLeaving: boolean;
};

/** Everything outside the screen's own state that a frame or a key depends on. */
export type HomeWorld = {
  readonly data: HomeData;
  /** The runbooks that a bug report is about, the best first. */
  readonly match: (report: string) => readonly HomeMatch[];
  readonly size: Size;
  readonly theme: Theme;
  readonly now: number;
};

/** A row that can be marked. `text` is what was found in it, where something is searched for. */
export type HomeRow = { readonly key: string; readonly text?: string } & (
  | { readonly kind: 'incident'; readonly incident: IncidentBrief }
  | { readonly kind: 'runbook'; readonly runbook: HomeRunbook }
  | { readonly kind: 'match'; readonly match: HomeMatch }
  | { readonly kind: 'more'; readonly count: number }
);

export type Section = { readonly title: string; readonly rows: readonly HomeRow[] };

/** The first screen before any key. */
export const firstHome: Home = {
  marked: undefined,
  isAll: false,
  finder: undefined,
  help: undefined,
  paste: undefined,
  report: undefined,
  message: undefined,
  isLeaving: false,
};

/** Incidents that are listed before `more`: the runbooks stay in sight on a small terminal. */
const fewIncidents = 5;

/** The lists: what a bug report is about, or open incidents, runbooks and settled incidents; what a search finds of them. */
export function sectionsOf(home: Home, { data }: Pick<HomeWorld, 'data'>): readonly Section[] {
  if (home.report !== undefined) {
    const rows = home.report.matches.map(
      (match): HomeRow => ({ kind: 'match', key: `match ${match.runbook.file}`, match }),
    );
    return [{ title: 'The bug report is about', rows }];
  }
  const query = home.finder?.of === 'list' ? home.finder.field.text : '';
  const incidents = rank(query, data.incidents ?? [], textsOfIncident).map(
    ({ item: incident, text }): HomeRow & { readonly kind: 'incident' } => ({
      kind: 'incident',
      key: incident.id,
      incident,
      ...(query === '' ? {} : { text }),
    }),
  );
  const runbooks = rank(query, data.runbooks, textsOfRunbook).map(
    ({ item: runbook, text }): HomeRow => ({
      kind: 'runbook',
      key: runbook.file,
      runbook,
      ...(query === '' ? {} : { text }),
    }),
  );
  const isAll = home.isAll || query !== '';
  const open = incidents.filter(({ incident }) => !isSettled(incident));
  const settled = incidents.filter(({ incident }) => isSettled(incident));
  return [
    { title: 'Open incidents', rows: few(open, isAll, 'more open') },
    { title: 'Runbooks', rows: runbooks },
    { title: 'Settled incidents', rows: few(settled, isAll, 'more settled') },
  ].filter(({ rows }) => rows.length > 0);
}

/** All rows that can be marked, from the top. */
export function rowsOf(home: Home, world: Pick<HomeWorld, 'data'>): readonly HomeRow[] {
  return sectionsOf(home, world).flatMap(({ rows }) => rows);
}

/** The marked row: what a search has moved to, else what was marked, else the first. */
export function markedRow(home: Home, world: Pick<HomeWorld, 'data'>): HomeRow | undefined {
  const rows = rowsOf(home, world);
  if (home.finder?.of === 'list') return rows[home.finder.item];
  return rows.find(({ key }) => key === home.marked) ?? rows[0];
}

/** What has the keyboard on the first screen. */
export function homeMode(home: Home): Mode {
  if (home.paste !== undefined) return 'paste';
  if (home.finder !== undefined) return 'search';
  return home.help === undefined ? 'home' : 'overlay';
}

/** What the keys depend on here. Most of it is the walk's. */
export function homeContext(home: Home, world: Pick<HomeWorld, 'data'>, mode = homeMode(home)): KeyContext {
  const noWalk = 'it belongs to the walk';
  return {
    mode,
    focus: 'step',
    kind: 'result',
    isStepShown: true,
    isRunning: false,
    isWriteItem: false,
    hasNext: false,
    noSkip: noWalk,
    noPaste: noWalk,
    noConfirm: noWalk,
    noCompare: noWalk,
    noCommand: noWalk,
    noCut: 'no check is open',
    noShift: 'no lines are cut',
    noMatch: noWalk,
    isBlocked: false,
    hasStale: false,
    isIncident: markedRow(home, world)?.kind === 'incident',
  };
}

function few<Row extends HomeRow>(rows: readonly Row[], isAll: boolean, key: string): readonly HomeRow[] {
  if (isAll || rows.length <= fewIncidents + 1) return rows;
  return [...rows.slice(0, fewIncidents), { kind: 'more', key, count: rows.length - fewIncidents }];
}

function textsOfRunbook({ title, id, symptoms, steps }: HomeRunbook): readonly string[] {
  return [title, ...symptoms, id, ...steps];
}

function textsOfIncident({ title, id, inputs, axes, waiting }: IncidentBrief): readonly string[] {
  return [title, ...inputs, id, ...waiting.map(({ party }) => party), ...axes.map(({ says }) => says)];
}
