import { isResultDue, nextStep } from './next-step.ts';
import { createLocal, createScreen, resultId, type Screen } from './screen.ts';
import { checkCount } from './status.ts';
import type { World } from './world.ts';

/** The screen that the walk opens with: the result as it comes in while checks run, else what is to be done first. */
export function openScreen(world: World): Screen {
  return follow({ ...createScreen(resultId), lead: 'checks' }, world);
}

/**
 * Leads on after whatever has happened: to the first question when the checks are through, and once to the result when
 * nothing more is worth asking. Someone who has chosen where to look is told instead, and a text begun is left alone.
 */
export function follow(screen: Screen, world: World): Screen {
  if (screen.lead === 'none' || isBusy(screen)) return screen;
  const { done, all } = checkCount(world);
  if (done < all) return screen;
  if (isResultDue(world)) {
    return leadTo({ ...screen, lead: 'none' }, resultId, 'Nothing more is worth asking: v shows the result');
  }
  if (screen.lead === 'questions') return screen;
  const first = nextStep(world, undefined) ?? resultId;
  return leadTo({ ...screen, lead: 'questions' }, first, 'The checks are done: b goes to the question worth most');
}

function leadTo(screen: Screen, step: string, otherwise: string): Screen {
  if (screen.local.step === step) return screen;
  if (screen.local.isChosen) return { ...screen, message: screen.message ?? { text: otherwise, tone: 'pass' } };
  return { ...screen, local: createLocal(step), focus: 'step' };
}

/** A recorded answer goes on by itself, and moving on under someone who writes or reads a page would lose their place. */
function isBusy(screen: Screen): boolean {
  return (
    screen.writing !== undefined ||
    screen.paste !== undefined ||
    screen.overlay !== undefined ||
    screen.finder !== undefined ||
    screen.isRecording
  );
}
