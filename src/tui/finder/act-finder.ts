import type { Command } from '../binding.ts';
import { keyContextOf } from '../key-context.ts';
import type { Updated } from '../request.ts';
import { createLocal, type Screen } from '../screen.ts';
import type { World } from '../world.ts';
import { actionsOf } from './actions.ts';
import { moveFinder, openFinder, writeFinder } from './finder.ts';
import { seek } from './seek.ts';
import { stepsFound } from './steps-found.ts';

/** Opens a search: in the page on top where there is one, else for a step. */
export function openSearch(screen: Screen): Screen {
  return { ...screen, finder: openFinder(screen.overlay === undefined ? 'steps' : 'page') };
}

/** Writes into the search; in a page the first place from where one is comes into sight with every letter. */
export function writeSearch(screen: Screen, text: string, world: World, isPasted = false): Screen {
  if (screen.finder === undefined) return screen;
  const finder = writeFinder(screen.finder, text, isPasted);
  if (finder === undefined) return screen;
  const written: Screen = { ...screen, finder };
  return finder.of === 'page' ? seek(written, { query: finder.field.text, by: 0 }, world) : written;
}

/** Does what a command says while a search is open; `press` is what a key does once it is closed. */
export function actFinder(
  screen: Screen,
  command: Command,
  of: { readonly world: World; readonly press: (screen: Screen, key: string) => Updated },
): Updated {
  const { finder } = screen;
  const { world } = of;
  if (finder === undefined) return [screen, []];
  switch (command) {
    case 'up':
    case 'down':
      return [moveSearch(screen, command === 'up' ? -1 : 1, world), []];
    case 'clear':
      return [writeSearch(screen, 'ctrl-u', world), []];
    case 'back':
      return [closed(screen), []];
    case 'suspend':
    case 'redraw':
      return [screen, [{ type: command }]];
    case 'take':
      return take(screen, of);
    default:
      return [screen, []];
  }
}

function moveSearch(screen: Screen, by: -1 | 1, world: World): Screen {
  const { finder } = screen;
  if (finder === undefined) return screen;
  const query = finder.field.text;
  if (finder.of === 'page') return seek(screen, { query, by }, world);
  const count =
    finder.of === 'steps' ? stepsFound(world, query).length : actionsOf(underneath(screen, world), query).length;
  return { ...screen, finder: moveFinder(finder, by, count) };
}

/** Who leaves a search in a page has seen enough of its marks. */
function closed(screen: Screen): Screen {
  const { overlay } = screen;
  if (screen.finder?.of !== 'page' || overlay === undefined) return { ...screen, finder: undefined };
  const { sought: _sought, ...bare } = overlay;
  return { ...screen, finder: undefined, overlay: bare };
}

function take(
  screen: Screen,
  { world, press }: { readonly world: World; readonly press: (screen: Screen, key: string) => Updated },
): Updated {
  const { finder } = screen;
  const bare: Screen = { ...screen, finder: undefined };
  if (finder === undefined || finder.of === 'page') return [bare, []];
  const query = finder.field.text;
  if (finder.of === 'steps') {
    const step = stepsFound(world, query)[finder.item];
    return [step === undefined ? screen : { ...bare, focus: 'step', local: createLocal(step.id, true) }, []];
  }
  const action = actionsOf(underneath(screen, world), query)[finder.item];
  return action === undefined ? [screen, []] : press(bare, action.binding.keys[0] ?? '');
}

/** What the keys depend on once the search is closed. */
function underneath(screen: Screen, world: World) {
  return keyContextOf({ ...screen, finder: undefined }, world);
}
