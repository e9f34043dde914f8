import { cleanup } from 'ink-testing-library';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { NewEvent } from '../../src/incident/events.ts';
import { createSampleSession, samplePast } from './sample-session.ts';
import { startApp } from './start-app.tsx';

afterEach(cleanup);

describe('the app', () => {
  it('records an answer, shows it, goes on, and takes it back', async () => {
    const session = createSampleSession();
    const { press, shows } = await startApp(session);
    press('3');
    await shows('Recorded: There is no such header');
    await shows('How many submit events');
    press('u');
    await shows('Taken back: Same Idempotency-Key?');
    expect(session.dispatched).toEqual([
      { type: 'answered', step: 'same_key', answer: { choice: 'absent', by: 'PartnerCRM', quality: 'looked' } },
      { type: 'undone', target: 5 },
    ]);
  });

  it('records that an answer is awaited, a skip with its reason and a remark', async () => {
    const session = createSampleSession();
    const { press, shows } = await startApp(session);
    press('t');
    await shows('Recorded: Asked, waiting for an answer');
    press('s');
    await shows('Why skip this step?');
    press('no access');
    await shows('no access');
    press('\r');
    await shows('Recorded: skipped, no access');
    press('n');
    await shows('Remark for the note');
    press('\u001b[200~two\rlines\u001b[201~');
    await shows('lines');
    press('\r');
    await shows('Remark kept');
    expect(session.dispatched).toMatchObject([
      { type: 'set-back', step: 'same_key', as: 'waiting' },
      { type: 'set-back', step: 'ui_events', as: 'skipped', reason: 'no access' },
      { type: 'noted', text: 'two\nlines' },
    ]);
  });

  it('comes to the result once nothing more is worth asking, then goes on with the rest, and ends there', async () => {
    const { press, shows } = await startApp(createSampleSession());
    press('d');
    await shows('Question 3 of 3');
    press('d');
    await shows('Result: nothing more is worth asking');
    press('b');
    await shows('Question 2 of 3');
    press('d');
    await shows('Action 1 of 1');
    press('d');
    await shows('Every question has been dealt with');
    await shows('Result: nothing more is worth asking');
  });

  it('shows the result as it comes in while checks run, and leads on when they are through', async () => {
    const session = createSampleSession({ past: samplePast.slice(1) });
    const { shows } = await startApp(session, 'Result so far: 2 of 3 checks done');
    await session.dispatch(samplePast[0] as NewEvent);
    await shows('Question 1 of 3');
  });

  it('says so when something could not be recorded', async () => {
    const session = createSampleSession();
    const { press, shows } = await startApp({
      ...session,
      dispatch: () => Promise.reject(new Error('the incident is closed')),
    });
    press('1');
    await shows('the incident is closed');
    await shows('Question 1 of 3');
  });

  it.each([
    [0, 'No result has gone stale'],
    [1, '1 check runs again'],
    [2, '2 checks run again'],
  ])('looks over what was found on R, and says how many checks run again: %d', async (count, says) => {
    const session = createSampleSession();
    const { press, shows } = await startApp({ ...session, refresh: async () => count });
    press('R');
    await shows(says);
  });

  it('shows what the session tells without any key', async () => {
    const session = createSampleSession();
    const { shows } = await startApp(session);
    session.show({ notSaved: 'disk full' });
    await shows('NOT SAVED: disk full');
  });

  it('leaves on q', async () => {
    const { press, left } = await startApp(createSampleSession());
    press('q');
    await vi.waitFor(() => expect(left).toEqual(['quit']));
  });
});
