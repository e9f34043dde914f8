import { describe, expect, it } from 'vitest';
import type { NewEvent } from '../../src/incident/events.ts';
import { openScreen } from '../../src/tui/follow.ts';
import { nextStep } from '../../src/tui/next-step.ts';
import type { Request } from '../../src/tui/request.ts';
import { createScreen, resultId, type Screen } from '../../src/tui/screen.ts';
import { type Happening, update } from '../../src/tui/update.ts';
import type { World } from '../../src/tui/world.ts';
import { sampleDiagnosis } from './sample-diagnosis.ts';
import { createSampleSession, samplePast } from './sample-session.ts';
import { createWorld } from './stage.ts';

const world = createWorld();

function play(start: Screen, happenings: readonly (string | Happening)[], at: World = world) {
  let screen = start;
  const requests: Request[] = [];
  for (const one of happenings) {
    const [next, more] = update(screen, typeof one === 'string' ? { type: 'pressed', key: one } : one, at);
    screen = next;
    requests.push(...more);
  }
  return { screen, requests, message: screen.message?.text };
}

const setBack = (step: string): NewEvent => ({ type: 'set-back', step, as: 'unknown' });

const ask = createScreen('same_key');
const write = createScreen('retry_settings');
const answered = (step: string, answer: object) =>
  expect.objectContaining({ event: { type: 'answered', step, answer } });

describe('answering', () => {
  it('answers by number, from the party asked, as someone who looked', () => {
    expect(play(ask, ['2']).requests).toEqual([
      answered('same_key', { choice: 'different', by: 'PartnerCRM', quality: 'looked' }),
    ]);
  });

  it('answers the marked choice with enter, known the way that was chosen', () => {
    expect(play(ask, ['down', 'j', 'f', 'enter']).requests).toEqual([
      answered('same_key', { choice: 'absent', by: 'PartnerCRM', quality: 'recollected' }),
    ]);
  });

  it.each([
    ['d', 'unknown'],
    ['4', 'unknown'],
    ['t', 'waiting'],
    ['c', 'cannot-get'],
  ])('records with %s that the answer is "%s"', (key, as) => {
    expect(play(ask, [key]).requests).toMatchObject([{ event: { type: 'set-back', step: 'same_key', as } }]);
  });

  it('does nothing on a number that no answer has', () => {
    expect(play(ask, ['9'])).toEqual({ screen: ask, requests: [], message: undefined });
  });

  it('confirms an action as done', () => {
    expect(play(createScreen('replay'), ['1']).requests).toEqual([
      answered('replay', { text: 'done', by: 'PartnerCRM', quality: 'looked' }),
    ]);
  });

  it('goes on to the best question that is left, and says what it recorded', () => {
    const { screen, message } = play(ask, [{ type: 'recorded', step: 'same_key', says: 'Recorded: x', goesOn: true }]);
    expect(screen.local.step).toBe('ui_events');
    expect(message).toBe('Recorded: x  (u takes it back)');
  });

  it('stays where the person has gone meanwhile', () => {
    const { screen } = play(createScreen('intervals'), [
      { type: 'recorded', step: 'same_key', says: 'Recorded: x', goesOn: true },
    ]);
    expect(screen.local.step).toBe('intervals');
  });
});

describe('leading on', () => {
  const unfinished = createWorld({ session: createSampleSession({ past: samplePast.slice(1) }) });
  const done = createWorld({
    session: createSampleSession({ diagnosis: { ...sampleDiagnosis, next: [] } }),
  });
  const changed = { type: 'changed' } as const;

  it('opens on the result while checks run, and goes to the best question when they are through', () => {
    const opened = openScreen(unfinished);
    expect(opened.local.step).toBe(resultId);
    expect(play(opened, [changed], unfinished).screen).toBe(opened);
    expect(play(opened, [changed], world).screen.local.step).toBe('same_key');
    expect(openScreen(world).local.step).toBe('same_key');
  });

  it('goes to the result once when nothing more is worth asking, and not again', () => {
    const asked = openScreen(world);
    const led = play(asked, [changed], done).screen;
    expect(led.local.step).toBe(resultId);
    const away = play(led, ['b'], done).screen;
    expect(away.local.step).toBe('same_key');
    expect(play(away, [changed], done).screen.local.step).toBe('same_key');
  });

  it('tells someone who has chosen where to look, and leaves them there', () => {
    const away = play(openScreen(unfinished), ['tab', 'tab', 'down', 'down'], unfinished).screen;
    const told = play(away, [changed], done);
    expect(told.screen.local.step).toBe('intervals');
    expect(told.message).toBe('Nothing more is worth asking: v shows the result');
    expect(play(away, [changed], world).message).toBe('The checks are done: b goes to the question worth most');
  });

  it('leaves a text that is being written alone, and leads on after it', () => {
    const writing = play(openScreen(world), ['n', 'h'], world).screen;
    const still = play(writing, [changed], done).screen;
    expect(still.local.step).toBe('same_key');
    expect(play(still, ['esc'], done).screen.local.step).toBe(resultId);
  });

  it('goes on past what is known, and to actions after questions', () => {
    expect(nextStep(done, 'same_key')).toBe('retry_settings');
    expect(nextStep(done, 'retry_settings')).toBe('ui_events');
    const answered = createWorld({
      session: createSampleSession({
        past: [...samplePast, ...['same_key', 'retry_settings', 'ui_events'].map((step) => setBack(step))],
      }),
    });
    expect(nextStep(answered, 'ui_events')).toBe('replay');
  });

  it('shows the result with v from anywhere, and records nothing about it', () => {
    const { screen, requests } = play(createScreen('intervals'), ['w', 'v', '1', 'd', 's', 'r', 'enter', 'esc']);
    expect(screen.local.step).toBe(resultId);
    expect(requests).toEqual([]);
    expect(play(screen, ['n', 'h', 'i', 'enter']).requests).toMatchObject([{ event: { type: 'noted', text: 'hi' } }]);
    expect(play(screen, ['1']).message).toBe('1-9: this is the result, not a question');
  });
});

describe('writing', () => {
  it('takes letters as text, not as keys', () => {
    const { screen, requests } = play(write, ['enter', 'q', 'd', '?', '1', ' ', 'u']);
    expect(screen.writing?.field.text).toBe('qd?1 u');
    expect(requests).toEqual([]);
  });

  it('keeps a paste of several lines whole', () => {
    const { requests } = play(write, ['enter', { type: 'pasted', text: 'attempts: 3\r\ndelay: 2000' }, 'enter']);
    expect(requests).toEqual([
      answered('retry_settings', { text: 'attempts: 3\ndelay: 2000', by: 'ASPIn Backend', quality: 'looked' }),
    ]);
  });

  it('opens the field for a paste onto a free question', () => {
    expect(play(write, [{ type: 'pasted', text: 'x' }]).screen.writing?.field.text).toBe('x');
    expect(play(ask, [{ type: 'pasted', text: 'x' }]).message).toBe('There is no text field open to paste into');
  });

  it('takes a line and its return that came in one piece as text and enter', () => {
    expect(play(write, ['enter', { type: 'typed', text: 'three\r' }]).requests).toEqual([
      answered('retry_settings', { text: 'three', by: 'ASPIn Backend', quality: 'looked' }),
    ]);
  });

  it('keeps the draft of an answer that was left with esc', () => {
    const { screen, requests } = play(write, ['enter', 'x', 'esc', 'enter', 'y']);
    expect(screen.writing?.field.text).toBe('xy');
    expect(requests).toEqual([]);
  });

  it('clears with ctrl-U', () => {
    expect(play(write, ['enter', 'x', 'ctrl-u']).screen.writing?.field.text).toBe('');
  });

  it('does not keep an empty text', () => {
    expect(play(ask, ['s', ' ', 'enter'])).toMatchObject({
      requests: [],
      message: 'Nothing is written yet; esc goes back',
    });
  });

  it('skips with the reason', () => {
    expect(play(ask, ['s', { type: 'typed', text: 'no access' }, 'enter']).requests).toMatchObject([
      { event: { type: 'set-back', step: 'same_key', as: 'skipped', reason: 'no access' } },
    ]);
  });

  it('keeps a remark about the step and stays there', () => {
    expect(play(ask, ['n', 'h', 'i', 'enter']).requests).toMatchObject([
      { event: { type: 'noted', text: 'hi', step: 'same_key' }, goesOn: false },
    ]);
  });
});

describe('checks', () => {
  const check = createScreen('intervals');

  it('runs one that only reads again at once', () => {
    expect(play(check, ['r']).requests).toEqual([{ type: 'rerun', step: 'intervals', confirmed: false }]);
  });

  it('runs one that changes something only after a yes', () => {
    const asked = play(createScreen('clear_store'), ['r', 'enter', 'x']);
    expect(asked.requests).toEqual([{ type: 'preview', step: 'clear_store' }]);
    expect(asked.screen.overlay?.kind).toBe('confirm');
    const known = { type: 'previewed', step: 'clear_store', preview: { status: 'ready', touches: [] } } as const;
    expect(play(asked.screen, [known, 'y']).requests).toEqual([
      { type: 'rerun', step: 'clear_store', confirmed: true },
    ]);
  });

  it('takes no yes before what it would do is on screen, nor where it would not run', () => {
    const asked = play(createScreen('clear_store'), ['r', 'y']);
    expect(asked.requests).toEqual([{ type: 'preview', step: 'clear_store' }]);
    expect(asked.message).toBe('y: what it would do is not known yet');
    const blocked = { status: 'blocked', reason: 'no test target', touches: [] } as const;
    const refused = play(asked.screen, [{ type: 'previewed', step: 'clear_store', preview: blocked }, 'y']);
    expect(refused.requests).toEqual([]);
    expect(refused.message).toBe('y: it would not run as things stand');
  });

  it('forgets a preview that comes after the question was closed', () => {
    const known = { type: 'previewed', step: 'clear_store', preview: { status: 'ready', touches: [] } } as const;
    expect(play(createScreen('clear_store'), ['r', 'esc', known]).screen.overlay).toBeUndefined();
  });

  it('says why a key does nothing', () => {
    expect(play(check, ['1']).message).toBe('1-9: this is a check, not a question');
    expect(play(check, ['x']).message).toBe('x: this step is not running');
    expect(play(check, ['s']).message).toBe('s: the check has its result');
    expect(play(ask, ['r']).message).toBe('r: this is not a check');
  });
});

describe('moving about', () => {
  it('moves the selection in the list, and starts the step afresh', () => {
    const { screen } = play(ask, ['f', 'h', 'j']);
    expect(screen.local).toMatchObject({ step: 'intervals', quality: 'looked' });
    expect(play(screen, ['G', 'down']).screen.local.step).toBe('clear_store');
  });

  it('goes round the panels with tab', () => {
    expect(play(ask, ['tab']).screen.focus).toBe('ranking');
    expect(play(ask, ['tab', 'tab']).screen.focus).toBe('steps');
    expect(play(ask, ['shift-tab']).screen.focus).toBe('steps');
  });

  it('scrolls no further than there is text', () => {
    const end = play(ask, ['w', 'G']).screen.overlay?.scroll ?? 0;
    expect(end).toBeGreaterThan(0);
    expect(play(ask, ['w', 'G', 'j', 'pagedown']).screen.overlay?.scroll).toBe(end);
    expect(play(ask, ['w', 'G', 'k']).screen.overlay?.scroll).toBe(end - 1);
  });

  it('closes a page with esc or its own key', () => {
    expect(play(ask, ['?', 'esc']).screen.overlay).toBeUndefined();
    expect(play(ask, ['w', 'w']).screen.overlay).toBeUndefined();
    expect(play(ask, ['w', 'o']).screen.overlay?.kind).toBe('note');
  });

  it('takes keys that came in one chunk one after another', () => {
    expect(play(ask, [{ type: 'typed', text: 'jj\r' }]).requests).toMatchObject([
      { event: { answer: { choice: 'absent' } } },
    ]);
  });
});

describe('leaving', () => {
  it('leaves with q at once', () => {
    expect(play(ask, ['q']).requests).toEqual([{ type: 'leave', as: 'quit' }]);
  });

  it('asks once on ctrl-C, also while writing', () => {
    const once = play(write, ['enter', 'x', 'ctrl-c']);
    expect(once).toMatchObject({ requests: [], message: 'ctrl-C again leaves; nothing is lost' });
    expect(play(once.screen, ['ctrl-c']).requests).toEqual([{ type: 'leave', as: 'interrupted' }]);
    expect(play(once.screen, ['y', 'ctrl-c']).requests).toEqual([]);
  });
});

describe('undo', () => {
  it('goes to the step whose answer was taken back', () => {
    const { screen, message } = play(createScreen('ui_events'), [{ type: 'undone', what: 'same_key' }]);
    expect(screen.local.step).toBe('same_key');
    expect(message).toBe('Taken back: Same Idempotency-Key?');
    expect(play(ask, [{ type: 'undone', what: undefined }]).message).toBe('There is nothing to take back');
  });
});
