import { describe, expect, it } from 'vitest';
import { frameOf } from '../../../src/tui/frame.ts';
import type { Request } from '../../../src/tui/request.ts';
import { createScreen, resultId, type Screen } from '../../../src/tui/screen.ts';
import { update } from '../../../src/tui/update.ts';
import { createWorld } from '../stage.ts';

const world = {
  ...createWorld(),
  note: () =>
    ['# Note', ...Array.from({ length: 60 }, (_, index) => `row ${index}${index % 20 === 0 ? ' has it' : ''}`)].join(
      '\n',
    ),
};

function play(start: Screen, keys: readonly string[]) {
  let screen = start;
  const requests: Request[] = [];
  for (const key of keys) {
    const [next, more] = update(
      screen,
      key.length > 1 && !/^(ctrl-.|enter|esc|up|down|pagedown|backspace)$/.test(key)
        ? { type: 'typed', text: key }
        : { type: 'pressed', key },
      world,
    );
    screen = next;
    requests.push(...more);
  }
  return { screen, requests, message: screen.message?.text };
}

const ask = createScreen('same_key');

describe('the list of actions', () => {
  it('does the action that was found by a few letters', () => {
    expect(play(ask, [':', 'incident note', 'enter']).screen).toMatchObject({
      overlay: { kind: 'note' },
      finder: undefined,
    });
  });

  it('says why an action is off, and does not do it', () => {
    expect(play(ask, ['ctrl-p', 'run the check', 'enter'])).toMatchObject({
      requests: [],
      message: 'r: this is not a check',
    });
  });

  it('leaves with nothing done on esc', () => {
    expect(play(ask, [':', 'undo', 'esc'])).toEqual({ screen: ask, requests: [], message: undefined });
  });
});

describe('the search for a step', () => {
  it('goes to the step that was found, also with all keys in one piece', () => {
    expect(play(ask, ['/replay\r']).screen).toMatchObject({
      local: { step: 'replay', isChosen: true },
      focus: 'step',
      finder: undefined,
    });
  });

  it('takes another of those found with the arrows', () => {
    const two = play(ask, ['/', 'ctrl-n']).screen;
    expect(two.finder?.item).toBe(1);
    expect(play(two, ['up', 'up']).screen.finder?.item).toBe(0);
  });

  it('stays open where nothing is found', () => {
    expect(play(ask, ['/', 'no such step', 'enter']).screen).toMatchObject({
      local: { step: 'same_key' },
      finder: { of: 'steps' },
    });
  });
});

describe('the search in a page', () => {
  const rowOf = (keys: readonly string[]) => play(ask, ['o', '/', ...keys]).screen.overlay?.sought?.row;

  it('comes to the first place with the letters, to the next with n, back with N, and round the end', () => {
    const [first, second, third] = [
      rowOf(['HAS it']),
      rowOf(['has it', 'enter', 'n']),
      rowOf(['has it', 'down', 'down']),
    ];
    expect([first, second, third]).toEqual([3, 23, 43]);
    expect(rowOf(['has it', 'enter', 'n', 'N'])).toBe(first);
    expect(rowOf(['has it', 'enter', 'n', 'n', 'n'])).toBe(first);
    expect(rowOf(['has it', 'up'])).toBe(third);
  });

  it('brings the place into sight', () => {
    expect(play(ask, ['o', '/', 'has it', 'down']).screen.overlay?.scroll).toBe(20);
  });

  it('marks every place in sight, the one come to apart from the others, and says which of how many it is', () => {
    const tones = (keys: readonly string[]) => {
      const [pane] = frameOf(play(ask, ['o', '/', 'has it', ...keys]).screen, world).panes;
      return [
        pane?.title,
        ...(pane?.lines ?? []).flatMap(({ spans }) => spans.filter(({ text }) => text === 'has it')),
      ];
    };
    const [one, other] = [
      { text: 'has it', tone: 'cursor' },
      { text: 'has it', tone: 'found' },
    ];
    expect(tones([])).toEqual(['Incident note: row 1 of 3', one]);
    expect(tones(['down', 'down', 'enter', 'k', 'k', 'k', 'k', 'k'])).toEqual(['Incident note: row 3 of 3', one]);
    expect(tones(['down', 'enter', ...Array.from({ length: 8 }, () => 'k')])).toEqual([
      'Incident note: row 2 of 3',
      one,
    ]);
    expect(tones(['enter', 'pagedown', 'k', 'k'])).toEqual(['Incident note: row 1 of 3', other]);
    expect(play(ask, ['o', '/', 'has it']).screen.overlay?.sought?.row).toBe(3);
  });

  it('finds again what a shorter text had, when letters are taken back', () => {
    expect(rowOf(['row 59', 'backspace', 'backspace', '40'])).toBe(43);
  });

  it('says in the page that there is no next place before anything was searched for', () => {
    expect(play(ask, ['o', 'n']).message).toBe('n: nothing is searched for: / does');
  });
});

describe('copying', () => {
  it('copies the question with whom to ask and the answers there are', () => {
    expect(play(ask, ['y']).requests).toEqual([
      {
        type: 'copy',
        what: 'the question',
        file: 'shown-step.txt',
        text: expect.stringMatching(
          /^PartnerCRM \(#partnercrm-oncall\)\nDo all requests for CUST_7890 .*\n- The same key in all of them\n/s,
        ),
      },
    ]);
  });

  it('copies a finding with its evidence and its command, and the command alone', () => {
    const check = createScreen('intervals');
    expect(play(check, ['y']).requests).toMatchObject([{ what: 'the finding', text: expect.stringMatching(/\n\$ /) }]);
    expect(play(check, ['Y']).requests).toMatchObject([
      { what: 'the command', text: expect.not.stringMatching(/^\$/) },
    ]);
    expect(play(ask, ['Y']).message).toBe('Y: there is no command to repeat');
  });

  it('copies the result, and the note that lies on top of it', () => {
    expect(play(createScreen(resultId), ['y']).requests).toMatchObject([{ what: 'the result' }]);
    expect(play(createScreen(resultId), ['o', 'y']).requests).toMatchObject([
      { what: 'the note', text: `${world.note()}\n` },
    ]);
  });

  it('never hands on a control character', () => {
    const hostile = { ...world, note: () => 'a\u001b]0;x\u0007b\nc' };
    const [, requests] = update(play(ask, ['o']).screen, { type: 'pressed', key: 'y' }, hostile);
    expect(requests).toMatchObject([{ text: 'a␛]0;x␇b\nc\n' }]);
  });
});
