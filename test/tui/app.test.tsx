import { cleanup, render } from 'ink-testing-library';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { NewEvent } from '../../src/incident/events.ts';
import { App } from '../../src/tui/app.tsx';
import { createTheme } from '../../src/tui/theme.ts';
import { sampleResult } from './sample-result.ts';
import { createSampleSession, openedAt, type SampleSession, samplePast } from './sample-session.ts';

afterEach(cleanup);

/** Starts the app over a session; resolves once it listens to the keyboard. */
async function start(session: SampleSession, first = 'Question 1 of 3') {
  const left: string[] = [];
  const app = render(
    <App
      session={session}
      note={() => '# The note'}
      result={() => sampleResult}
      notePath="/note.md"
      resumeCommand="causebook resume x"
      size={{ columns: 100, rows: 30 }}
      theme={createTheme({ color: false, unicode: true })}
      now={() => Date.parse(openedAt)}
      onLeave={(how) => left.push(how)}
    />,
  );
  const shows = (text: string) => vi.waitFor(() => expect(app.lastFrame()).toContain(text));
  await vi.waitFor(() => expect(app.stdin.listenerCount('readable')).toBeGreaterThan(0));
  await shows(first);
  return { ...app, left, shows, press: (keys: string) => app.stdin.write(keys) };
}

describe('the app', () => {
  it('records an answer, shows it, goes on, and takes it back', async () => {
    const session = createSampleSession();
    const { press, shows } = await start(session);
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
    const { press, shows } = await start(session);
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
    const { press, shows } = await start(createSampleSession());
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
    const { shows } = await start(session, 'Result so far: 2 of 3 checks done');
    await session.dispatch(samplePast[0] as NewEvent);
    await shows('Question 1 of 3');
  });

  it('says so when something could not be recorded', async () => {
    const session = createSampleSession();
    const { press, shows } = await start({
      ...session,
      dispatch: () => Promise.reject(new Error('the incident is closed')),
    });
    press('1');
    await shows('the incident is closed');
    await shows('Question 1 of 3');
  });

  it('shows what the session tells without any key', async () => {
    const session = createSampleSession();
    const { shows } = await start(session);
    session.show({ notSaved: 'disk full' });
    await shows('NOT SAVED: disk full');
  });

  it('leaves on q', async () => {
    const { press, left } = await start(createSampleSession());
    press('q');
    await vi.waitFor(() => expect(left).toEqual(['quit']));
  });
});
