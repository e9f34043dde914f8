import { describe, expect, it } from 'vitest';
import { firstHome, type Home, homeMode, markedRow } from '../../../src/tui/home/home.ts';
import { type HomeHappening, type HomeRequest, updateHome } from '../../../src/tui/home/update-home.ts';
import { createHomeWorld, duplicates, incident, webhooks } from './sample-home.ts';

const world = createHomeWorld();

function play(happenings: readonly (string | HomeHappening)[], at = world, start: Home = firstHome) {
  let home = start;
  const requests: HomeRequest[] = [];
  for (const one of happenings) {
    const [next, more] = updateHome(home, typeof one === 'string' ? { type: 'pressed', text: one } : one, at);
    home = next;
    requests.push(...more);
  }
  return { home, requests, message: home.message?.text, marked: markedRow(home, at)?.key };
}

const leave = (choice: object) => [{ type: 'leave', with: choice }];
const pasted = (text: string): HomeHappening => ({ type: 'pasted', text });
const typed = (text: string): HomeHappening => ({ type: 'typed', text });

describe('the lists', () => {
  it('begin at the open incident, go on with it on enter, and start the runbook below it', () => {
    expect(play(['enter']).requests).toEqual(leave({ type: 'resume', id: '20261123-0800-aaaa' }));
    expect(play(['j', 'enter']).requests).toEqual(leave({ type: 'start', file: duplicates.file, report: undefined }));
    expect(play(['G', 'enter']).requests).toEqual(leave({ type: 'resume', id: '20261122-0900-bbbb' }));
  });

  it('go to the runbooks and back with tab', () => {
    expect(play(['tab']).marked).toBe(duplicates.file);
    expect(play(['tab', 'down', 'tab']).marked).toBe('20261123-0800-aaaa');
  });

  it('show five of many incidents, and all on enter', () => {
    const many = createHomeWorld({
      incidents: Array.from({ length: 9 }, (_, at) => incident(`20261123-080${at}-aaaa`)),
    });
    const more = play(['j', 'j', 'j', 'j', 'j'], many);
    expect(more.marked).toBe('more open');
    expect(play(['enter', 'G'], many, more.home).marked).toBe(webhooks.file);
    expect(play(['enter', ...Array(8).fill('j')], many, more.home).marked).toBe('20261123-0808-aaaa');
  });

  it('lose the mark to nobody when the incidents have been read', () => {
    const reading = { ...world, data: { ...world.data, incidents: undefined } };
    expect(play(['j'], reading).marked).toBe(webhooks.file);
    expect(play([], world, play(['j'], reading).home).marked).toBe(webhooks.file);
  });
});

describe('the search', () => {
  it('starts what is found by the title of a step', () => {
    expect(play(['/', typed('certificate'), 'enter']).requests).toEqual(
      leave({ type: 'start', file: webhooks.file, report: undefined }),
    );
  });

  it('finds an incident by whom it waits for, and letters are text', () => {
    const { home, requests, marked } = play(['/', 'p', 'a', 'r', 't', 'n', 'e', 'r', 'q']);
    expect({ requests, text: home.finder?.field.text, marked }).toEqual({
      requests: [],
      text: 'partnerq',
      marked: undefined,
    });
    expect(play(['backspace'], world, home).marked).toBe('20261123-0800-aaaa');
  });

  it('shows all again on esc, which never leaves', () => {
    expect(play(['/', 'x', 'esc', 'esc', 'esc'])).toMatchObject({ home: firstHome, requests: [] });
  });
});

describe('a bug report', () => {
  const text = 'The customer\rcame twice';

  it('is matched when it is pasted, and starts its runbook with its words', () => {
    const { home } = play([pasted(text)]);
    expect(home.report?.matches).toHaveLength(1);
    expect(play(['enter'], world, home).requests).toEqual(
      leave({ type: 'start', file: duplicates.file, report: 'The customer\ncame twice' }),
    );
    expect(play(['esc'], world, home).home).toEqual(firstHome);
  });

  it('is no key where the terminal does not mark a paste', () => {
    expect(play([typed('quit: it came twice\rq')])).toMatchObject({
      requests: [],
      home: { report: { text: expect.any(String) } },
    });
  });

  it('can be pasted in pieces after p, and esc throws it away', () => {
    const { home } = play(['p', pasted('It came '), pasted('twice')]);
    expect(homeMode(home)).toBe('paste');
    expect(play(['enter'], world, home).home.report?.text).toBe('It came twice');
    expect(play(['esc'], world, home).home).toEqual(firstHome);
    expect(play(['p', 'enter']).message).toBe('Nothing is pasted yet; esc goes back');
  });

  it('that no runbook is about, or that is no report, is told', () => {
    expect(play([pasted('the printer is out of paper')]).message).toBe(
      'No runbook is about this: its words fit the symptoms of none',
    );
    expect(play([pasted('x'.repeat(1024 * 1024 + 1))]).message).toBe('That is larger than 1 MiB: no bug report');
  });
});

describe('leaving', () => {
  it('leaves on q, on the second ctrl-C, and for the shell on ctrl-Z', () => {
    expect(play(['q']).requests).toEqual(leave({ type: 'quit' }));
    expect(play(['ctrl-c'])).toMatchObject({ requests: [], message: 'ctrl-C again leaves' });
    expect(play(['ctrl-c', 'ctrl-c']).requests).toEqual(leave({ type: 'interrupted' }));
    expect(play(['ctrl-z']).requests).toEqual([{ type: 'suspend' }]);
  });

  it('does every action of the list by its name', () => {
    expect(play([':', typed('everything saved'), 'enter']).requests).toEqual(leave({ type: 'quit' }));
  });
});
