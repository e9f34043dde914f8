import type { Binding } from '../binding.ts';
import { actionsOf } from '../finder/actions.ts';
import { moveFinder, openFinder, writeFinder } from '../finder/finder.ts';
import { isKeyName } from '../key-names.ts';
import { findBinding } from '../keys.ts';
import { append, createPaste, empty } from '../paste/paste.ts';
import {
  firstHome,
  type Home,
  type HomeRow,
  type HomeWorld,
  homeContext,
  homeMode,
  markedRow,
  rowsOf,
} from './home.ts';
import type { HomeChoice } from './home-data.ts';
import { helpRows } from './home-frame.ts';

/** What comes to the first screen. */
export type HomeHappening = { readonly type: 'pressed' | 'typed' | 'pasted'; readonly text: string };

/** What the first screen asks for: to leave with a choice, or to stop as ctrl-Z does. */
export type HomeRequest =
  | { readonly type: 'leave'; readonly with: HomeChoice }
  | { readonly type: 'suspend' | 'redraw' };

type Updated = readonly [Home, readonly HomeRequest[]];

/** A report beyond this is a log. */
const maxReport = 1024 * 1024;

/** What a happening makes of the first screen, and what is to be done about it. Pure. */
export function updateHome(home: Home, happening: HomeHappening, world: HomeWorld): Updated {
  const { type, text } = happening;
  if (type === 'pasted') return [pasted(home, text, world), []];
  if (type === 'pressed') return press(home, text, world);
  // Text in one piece that nobody types as keys comes from a terminal that does not mark a paste.
  if (homeMode(home) === 'home' && (/[\r\n]./.test(text) || text.length > 12)) return [pasted(home, text, world), []];
  if (home.paste !== undefined || isKeyName(text)) return [write(home, text), []];
  let state = home;
  const requests: HomeRequest[] = [];
  for (const key of text) {
    const [next, more] = press(state, key === '\r' || key === '\n' ? 'enter' : key, world);
    state = next;
    requests.push(...more);
  }
  return [state, requests];
}

function press(home: Home, key: string, world: HomeWorld): Updated {
  const calm: Home = { ...home, message: undefined, isLeaving: false };
  const binding = findBinding(key, homeMode(home));
  if (binding === undefined) return [write(calm, key), []];
  const reason = binding.off?.(homeContext(home, world));
  if (reason !== undefined) return [{ ...calm, message: { text: `${binding.shows}: ${reason}`, tone: 'quiet' } }, []];
  if (binding.command === 'interrupt') {
    if (home.isLeaving) return [home, [{ type: 'leave', with: { type: 'interrupted' } }]];
    return [{ ...calm, isLeaving: true, message: { text: 'ctrl-C again leaves', tone: 'warn' } }, []];
  }
  return act(calm, binding, { key, world });
}

function act(home: Home, { command }: Binding, of: { readonly key: string; readonly world: HomeWorld }): Updated {
  const { world } = of;
  switch (command) {
    case 'up':
      return [move(home, -1, world), []];
    case 'down':
      return [move(home, 1, world), []];
    case 'page-up':
      return [move(home, -Math.max(1, world.size.rows - 6), world), []];
    case 'page-down':
      return [move(home, Math.max(1, world.size.rows - 6), world), []];
    case 'first':
      return [move(home, -1e6, world), []];
    case 'last':
      return [move(home, 1e6, world), []];
    case 'next-section':
      return [nextSection(home, world), []];
    case 'start':
      return start(home, markedRow(home, world));
    case 'take':
      return take(home, world);
    case 'find':
      return [{ ...firstHome, isAll: home.isAll, finder: openFinder('list') }, []];
    case 'actions':
      return [{ ...home, help: undefined, finder: openFinder('actions') }, []];
    case 'report':
      return [{ ...home, paste: createPaste('') }, []];
    case 'keep':
      return [keep(home, of.key, world), []];
    case 'clear':
      return [clear(home), []];
    case 'help':
      return [{ ...home, help: home.help === undefined ? { scroll: 0 } : undefined }, []];
    case 'back':
      return [back(home), []];
    case 'suspend':
    case 'redraw':
      return [home, [{ type: command }]];
    case 'quit':
      return [home, [{ type: 'leave', with: { type: 'quit' } }]];
    default:
      return [home, []];
  }
}

function move(home: Home, by: number, world: HomeWorld): Home {
  if (home.help !== undefined) {
    const most = Math.max(0, helpRows(home, world).length - (world.size.rows - 4));
    return { ...home, help: { scroll: Math.max(0, Math.min(most, home.help.scroll + by)) } };
  }
  const rows = rowsOf(home, world);
  if (home.finder !== undefined) {
    const { of, field } = home.finder;
    const count = of === 'list' ? rows.length : actionsOf(homeContext(home, world, 'home'), field.text).length;
    return { ...home, finder: moveFinder(home.finder, by, count) };
  }
  const from = rows.findIndex(({ key }) => key === markedRow(home, world)?.key);
  return { ...home, marked: rows[Math.max(0, Math.min(rows.length - 1, from + by))]?.key };
}

/** From the incidents to the runbooks, and back. */
function nextSection(home: Home, world: HomeWorld): Home {
  const rows = rowsOf(home, world);
  const kind = markedRow(home, world)?.kind === 'runbook' ? 'incident' : 'runbook';
  return { ...home, marked: rows.find((row) => row.kind === kind)?.key ?? home.marked };
}

function start(home: Home, row: HomeRow | undefined): Updated {
  switch (row?.kind) {
    case undefined:
      return [home, []];
    case 'more':
      return [{ ...home, isAll: true, marked: undefined }, []];
    case 'incident':
      return [home, [{ type: 'leave', with: { type: 'resume', id: row.incident.id } }]];
    case 'runbook':
      return [home, [{ type: 'leave', with: { type: 'start', file: row.runbook.file, report: undefined } }]];
    case 'match': {
      const choice: HomeChoice = { type: 'start', file: row.match.runbook.file, report: home.report?.text };
      return [home, [{ type: 'leave', with: choice }]];
    }
  }
}

function take(home: Home, world: HomeWorld): Updated {
  if (home.finder?.of === 'list') return start(home, markedRow(home, world));
  const action = actionsOf(homeContext(home, world, 'home'), home.finder?.field.text ?? '')[home.finder?.item ?? 0];
  if (action === undefined) return [home, []];
  return press({ ...home, finder: undefined }, action.binding.keys[0] ?? '', world);
}

function write(home: Home, text: string): Home {
  if (home.paste !== undefined) return isKeyName(text) ? home : { ...home, paste: append(home.paste, text, true) };
  if (home.finder === undefined) return home;
  return { ...home, finder: writeFinder(home.finder, text, false) ?? home.finder };
}

function pasted(home: Home, text: string, world: HomeWorld): Home {
  if (home.paste !== undefined) return { ...home, paste: append(home.paste, text, false) };
  if (home.finder !== undefined) return { ...home, finder: writeFinder(home.finder, text, true) ?? home.finder };
  return report(home, text, world);
}

/** In a terminal that does not mark a paste a return is text. */
function keep(home: Home, key: string, world: HomeWorld): Home {
  if (home.paste === undefined) return home;
  if (key === 'enter' && home.paste.isTyped) return { ...home, paste: append(home.paste, '\n', true) };
  return report(home, home.paste.text, world);
}

function report(home: Home, pastedText: string, world: HomeWorld): Home {
  // Terminals paste a line break as the return key.
  const text = pastedText.replace(/\r\n?/g, '\n');
  const say = (message: string): Home => ({ ...home, message: { text: message, tone: 'warn' } });
  if (text.trim() === '') return say('Nothing is pasted yet; esc goes back');
  if (Buffer.byteLength(text) > maxReport) return say('That is larger than 1 MiB: no bug report');
  const matches = world.match(text);
  if (matches.length > 0) return { ...firstHome, isAll: home.isAll, report: { text, matches } };
  const none = { text: 'No runbook is about this: its words fit the symptoms of none', tone: 'warn' as const };
  return { ...firstHome, isAll: home.isAll, marked: home.marked, message: none };
}

function clear(home: Home): Home {
  if (home.paste !== undefined) return { ...home, paste: empty(home.paste) };
  return home.finder === undefined
    ? home
    : { ...home, finder: writeFinder(home.finder, 'ctrl-u', false) ?? home.finder };
}

function back(home: Home): Home {
  if (home.paste !== undefined) return { ...home, paste: undefined };
  if (home.finder !== undefined) return { ...home, finder: undefined };
  if (home.help !== undefined) return { ...home, help: undefined };
  return { ...home, report: undefined };
}
