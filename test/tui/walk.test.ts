import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { insert } from '../../src/tui/field/text-field.ts';
import type { Size } from '../../src/tui/layout.ts';
import { createLocal, createScreen, type Overlay, resultId, type Screen } from '../../src/tui/screen.ts';
import { walkRows } from '../../src/tui/walk-rows.ts';
import type { World } from '../../src/tui/world.ts';
import { arrivals, errors, repeats } from '../plot/samples.ts';
import { hostileDiagnosis, hostilePast, hostileRunbook, hostileTexts } from './hostile.ts';
import { rowsText } from './rows-text.ts';
import { sampleRunbook } from './sample-runbook.ts';
import { createSampleSession, openedAt, resultOf, samplePast } from './sample-session.ts';
import { createWorld } from './stage.ts';

const sizes: readonly Size[] = [
  { columns: 40, rows: 15 },
  { columns: 60, rows: 16 },
  { columns: 80, rows: 24 },
  { columns: 140, rows: 40 },
];

function draw(screen: Screen, world: World): string {
  const frame = rowsText(walkRows(screen, world), world.theme);
  const rows = frame.split('\n');
  expect(rows.length).toBe(world.size.rows);
  expect(rows.filter((row) => stringWidth(row) !== world.size.columns)).toEqual([]);
  return frame;
}

const at = (columns: number, rows: number, options: Parameters<typeof createWorld>[0] = {}) =>
  createWorld({ ...options, size: { columns, rows } });

describe('the walk on a question', () => {
  it('shows at 80x24 who is asked what, why, the answers, the ranking in brief and the next step', () => {
    const frame = draw(createScreen('same_key'), at(80, 24));
    for (const fact of [
      'causebook',
      '2026-11-23-k7f3',
      'saved',
      'Steps 3/8',
      'Question 1 of 3',
      'PartnerCRM (receiver)  #partnercrm-oncall',
      'Do all requests for CUST_7890 contain the same',
      'Tells whether idempotency was ever',
      '❯ 1  The same key in all of them',
      "4  They don't know",
      '5  Asked, waiting for an answer',
      '6  Cannot get this',
      'Known how? they looked',
      'leading, not settled',
      'very likely +6  against: nothing',
      'Next Same Idempotency-Key?',
      '? help',
      'q quit',
    ]) {
      expect(frame).toContain(fact);
    }
  });

  it('shows at 140x40 the ranking beside it, with sources, points, contradictions and what is next', () => {
    const frame = draw(createScreen('same_key'), at(140, 40));
    for (const fact of [
      'leading, not settled, 12 points ahead: the',
      '████████ very likely +6',
      'intervals +5',
      'against  nothing',
      'Something not on this list      unlikely -13',
      '1 more behind: w shows all',
      'open: nothing that was seen bears on it yet',
      '1 Same Idempotency-Key?                 ~2 min',
      'It would rule the user in or out.',
    ]) {
      expect(frame).toContain(fact);
    }
    expect(frame).not.toMatch(/\d\s*%/);
  });

  it('shows one panel and its tabs at 40x15', () => {
    const frame = draw(createScreen('same_key'), at(40, 15));
    expect(frame).toContain('[Question]');
    expect(frame).toContain('❯ 1  The same key in all of them');
    expect(frame).toContain('? help');
    expect(draw({ ...createScreen('same_key'), focus: 'ranking' }, at(40, 15))).toContain('[Ranking]');
    expect(draw({ ...createScreen('same_key'), focus: 'steps' }, at(40, 15))).toContain('❯ · Same Idempotency-Key?');
  });

  it('says in one sentence that the terminal is too small', () => {
    expect(draw(createScreen('same_key'), at(39, 9))).toContain('causebook needs 40x10, this is 39x9.');
  });

  it('says in words what was recorded, by whom and how it is known', () => {
    const session = createSampleSession({
      past: [
        { type: 'answered', step: 'same_key', answer: { choice: 'absent', by: 'PartnerCRM', quality: 'recollected' } },
      ],
    });
    const frame = draw(createScreen('same_key'), at(80, 24, { session }));
    expect(frame).toContain('✗ There is no such header');
    expect(frame).toContain('PartnerCRM, from memory, 14:06 UTC');
    expect(frame).toContain('✓ recorded');
  });

  it('says whom it waits for, how long that is ago, and since when', () => {
    const session = createSampleSession({
      past: [{ type: 'set-back', step: 'same_key', as: 'waiting', from: 'PartnerCRM' }],
    });
    expect(draw(createScreen('same_key'), at(80, 24, { session }))).toContain('asked PartnerCRM 3 min ago, 14:06 UTC');
  });
});

describe('the walk on a check', () => {
  it('shows the finding with its evidence and the command', () => {
    const frame = draw({ ...createScreen('intervals'), overlay: { kind: 'details', scroll: 0 } }, at(80, 30));
    for (const fact of [
      '✗ FAIL  3 requests, 2006 ms apart, which no person manages',
      'partnercrm-edge.log:1',
      'rg -n CUST_7890 partnercrm-edge.log',
      'gap_ms 2006',
      'Began 14:05:00 UTC, took 0.4 s',
    ]) {
      expect(frame).toContain(fact);
    }
  });

  it('says what would unblock a check', () => {
    const frame = draw(createScreen('client_outcome'), at(80, 24));
    expect(frame).toContain('▪ blocked  aspin-outbound.jsonl is not in the');
    expect(frame).toContain('To unblock Ask #aspin for aspin-outbound.jsonl');
  });

  it('shows how long a running check has been running and what it does', () => {
    const session = createSampleSession();
    session.show({
      running: [{ step: 'intervals', sinceMs: Date.parse(openedAt) + 236_800, progress: 'reading edge.log' }],
    });
    const frame = draw(createScreen('intervals'), at(80, 24, { session }));
    expect(frame).toContain('⠋ running 3.2 s  reading edge.log');
    // In the list of steps too, the time first: the rest is cut where there is no room.
    expect(frame).toMatch(/│?.* {2}3 s reading/);
    expect(frame).toContain('x cancel');
    expect(frame).not.toContain('✗ FAIL  3 requests');
  });
});

describe('a question whose fact is known', () => {
  const known = createSampleSession({
    past: [
      { type: 'answered', step: 'retry_settings', answer: { text: '3, 2 s apart', quality: 'looked' } },
      ...samplePast,
    ],
    runbook: {
      ...sampleRunbook,
      phases: sampleRunbook.phases.map((phase) => ({
        ...phase,
        steps: phase.steps.map((step) => (step.id === 'same_key' ? { ...step, observes: 'intervals' } : step)),
      })),
    },
  });

  it('is marked in the list, is not counted, and says what is known from where', () => {
    const frame = draw(createScreen('same_key'), at(80, 24, { session: known }));
    expect(frame).toContain('❯ = Same Idempotency-Key?');
    expect(frame).toContain('Question (already known)');
    expect(frame).toContain('= Already measured by intervals: 3 requests, 2006');
    expect(frame).toContain('Answer it only if a party says otherwise.');
    expect(frame).toContain('❯ 1  The same key in all of them');
    expect(draw(createScreen('ui_events'), at(80, 24, { session: known }))).toContain('Question 2 of 2');
  });

  it('says so while the check that will tell it still runs', () => {
    const session = createSampleSession({ runbook: known.runbook.runbook, past: [] });
    const frame = draw(createScreen('same_key'), at(80, 24, { session }));
    expect(frame).toContain('intervals is about to tell this: wait for it.');
  });
});

describe('the result', () => {
  it.each(sizes)('shows the verdict of both axes and what to do, and scrolls, at $columns x $rows', (size) => {
    const world = createWorld({ size });
    const top = draw(createScreen(resultId), world);
    expect(top).toContain('What sent the registration');
    expect(top).toContain('Leading, not settled: Client');
    expect(top).toMatch(/\? help\s+q quit/);
    if (size.columns < 80) return;
    expect(top).toContain('Open: no cause on the list leads');
    expect(top).toContain('1. Pause automatic retries');
    expect(top).toContain('❯ v Result: 0 of 2 settled');
    const end = draw({ ...createScreen(resultId), local: { ...createLocal(resultId), scroll: 999 } }, world);
    expect(end).toContain('Check 12: its log is not in the evidence');
    expect(end).toContain('o shows the note, kept in');
  });

  it('says how many checks are still to come', () => {
    const session = createSampleSession({ past: samplePast.slice(1) });
    expect(draw(createScreen(resultId), at(80, 24, { session }))).toContain('Result so far: 2 of 3 checks done');
  });
});

describe('the footer', () => {
  it('has help and quit on every page at every size', () => {
    for (const size of [...sizes, { columns: 40, rows: 10 }]) {
      for (const screen of [...screensOf('same_key'), ...screensOf('intervals'), ...screensOf(resultId)]) {
        expect(draw(screen, createWorld({ size })).split('\n').at(-1)).toMatch(/ \? help {2}q quit *$/);
      }
    }
  });
});

describe('the header', () => {
  it('says loudly that nothing is saved', () => {
    const session = createSampleSession();
    session.show({ notSaved: 'no space left on device' });
    expect(draw(createScreen('same_key'), at(80, 24, { session }))).toContain('NOT SAVED: no space left on device');
  });
});

describe('ASCII', () => {
  it('draws everything of ours in ASCII where the terminal takes no more', () => {
    for (const size of sizes) {
      for (const screen of screensOf('intervals')) {
        const frame = draw(screen, createWorld({ size, unicode: false }));
        expect(frame).toMatch(/^[\x20-\x7e\n]*$/);
      }
    }
  });
});

describe('whatever the data', () => {
  it.each(hostileTexts.map((text, index) => [index, text] as const))(
    'fits every page at every size: %i',
    (_, text) => {
      const runbook = hostileRunbook(text);
      const past = [
        ...hostilePast(text),
        {
          type: 'check-finished',
          step: 'clear_store',
          result: resultOf({ status: 'error', say: text, facts: { fact: text } }),
        } as const,
      ];
      const session = createSampleSession({ runbook, past, diagnosis: hostileDiagnosis(text) });
      for (const size of sizes.filter(({ columns }) => columns !== 60)) {
        const world = {
          ...createWorld({ size, session }),
          note: () => text,
          result: () => [{ heading: text, lines: [text, `  ${text}`] }],
          notePath: text,
        };
        for (const step of ['same_key', 'intervals', 'retry_settings', resultId]) {
          for (const screen of screensOf(step, text)) {
            const frame = draw(screen, world);
            expect(frame).not.toMatch(/[^\P{Cc}\n]|\p{Bidi_Control}|\ufeff/u);
          }
        }
      }
    },
    60_000,
  );

  it('fits every size a terminal can have', () => {
    for (const columns of [1, 2, 20, 39, 40, 75, 76, 119, 120, 200]) {
      for (const rows of [1, 2, 9, 10, 12, 19, 20, 23, 45]) {
        const world = createWorld({ size: { columns, rows } });
        for (const screen of screensOf('same_key', 'x').slice(0, 3)) draw(screen, world);
      }
    }
  }, 60_000);
});

function screensOf(step: string, text = 'written'): readonly Screen[] {
  const screen = createScreen(step);
  const overlays: readonly Overlay[] = ['help', 'why', 'note', 'details', 'confirm', 'compare'];
  return [
    screen,
    { ...screen, focus: 'ranking' },
    { ...screen, writing: { purpose: 'answer', field: insert({ text: '', cursor: 0 }, text.slice(0, 600)) } },
    { ...screen, focus: 'steps', message: { text, tone: 'warn' } },
    ...overlays.map((kind): Screen => ({ ...screen, overlay: { kind, scroll: 0 } })),
  ];
}

describe('the pictures of a check', () => {
  const past = [
    {
      type: 'check-finished',
      step: 'intervals',
      result: resultOf({ status: 'fail', say: '3 requests', pictures: [repeats, arrivals] }),
    } as const,
  ];

  it.each(sizes)('fit into the panel at $columns x $rows, in both sets of signs', (size) => {
    for (const unicode of [true, false]) {
      const world = createWorld({ size, unicode, session: createSampleSession({ past }) });
      const screen: Screen = { ...createScreen('intervals'), overlay: { kind: 'details', scroll: 0 } };
      const frame = draw(screen, world);
      expect(frame).toContain('CUST_7890 at every hop');
      if (size.rows >= 24) expect(frame).toMatch(unicode ? /← ×3 here/ : /< x3 here/);
    }
  });

  it.each(sizes)(
    'draw values over time at $columns x $rows, with the limit and the incident named in words',
    (size) => {
      const drawn = {
        type: 'check-finished',
        step: 'intervals',
        result: resultOf({ status: 'fail', say: 'too many errors', pictures: [errors] }),
      } as const;
      for (const unicode of [true, false]) {
        const world = createWorld({ size, unicode, session: createSampleSession({ past: [drawn] }) });
        const frame = draw({ ...createScreen('intervals'), overlay: { kind: 'details', scroll: 0 } }, world);
        expect(frame).toContain('rate(errors[5m])');
        if (size.rows >= 24) expect(frame).toContain('max');
      }
    },
  );

  it('stand before the evidence, so that they are seen without scrolling', () => {
    const frame = draw(
      createScreen('intervals'),
      createWorld({ size: { columns: 140, rows: 40 }, session: createSampleSession({ past }) }),
    );
    expect(frame).toMatch(/client attempts +×3 +●─+ 2.000 s ─+●─+ 2.000 s ─+●/);
  });
});

describe('the question before a check that changes something', () => {
  const touch = (what: 'file' | 'request', text: string) => ({ what, text, writes: text.startsWith('POST') });
  const screen: Screen = {
    ...createScreen('clear_store'),
    overlay: {
      kind: 'confirm',
      scroll: 0,
      preview: {
        status: 'ready',
        touches: [touch('file', '/lab/ca.pem'), touch('request', `POST http://crm.test/reset ${'x'.repeat(90)}`)],
      },
    },
  };

  it('says at 80x24 first what it changes, then what it reads, and which key does it', () => {
    const frame = draw(screen, at(80, 24));
    expect(frame).toMatch(/Changes POST http:\/\/crm\.test\/reset[\s\S]+Reads +\/lab\/ca\.pem[\s\S]+ y +run it/);
    expect(frame).toMatch(/undo does not take it\s+back/);
  });

  it.each(sizes)('is never taller or wider than $columns x $rows', (size) => {
    draw(screen, createWorld({ size }));
  });
});
