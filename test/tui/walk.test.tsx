import { renderToString } from 'ink';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { insert } from '../../src/tui/field/text-field.ts';
import type { Size } from '../../src/tui/layout.ts';
import { createScreen, type Overlay, type Screen } from '../../src/tui/screen.ts';
import { Walk } from '../../src/tui/walk.tsx';
import type { World } from '../../src/tui/world.ts';
import { hostileDiagnosis, hostilePast, hostileRunbook, hostileTexts } from './hostile.ts';
import { createSampleSession, openedAt, resultOf } from './sample-session.ts';
import { createWorld } from './stage.ts';

const sizes: readonly Size[] = [
  { columns: 40, rows: 15 },
  { columns: 60, rows: 16 },
  { columns: 80, rows: 24 },
  { columns: 140, rows: 40 },
];

function draw(screen: Screen, world: World): string {
  const frame = renderToString(<Walk screen={screen} world={world} />, { columns: world.size.columns });
  const rows = frame.split('\n');
  expect(rows.length).toBeLessThanOrEqual(world.size.rows);
  expect(rows.filter((row) => stringWidth(row) > world.size.columns)).toEqual([]);
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
      'Tells whether idempotency was ever attempted,',
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
    expect(frame).toContain('x cancel');
    expect(frame).not.toContain('✗ FAIL  3 requests');
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
        const world = { ...createWorld({ size, session }), note: () => text, notePath: text };
        for (const step of ['same_key', 'intervals', 'retry_settings']) {
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
  const overlays: readonly Overlay[] = ['help', 'why', 'note', 'details', 'confirm'];
  return [
    screen,
    { ...screen, focus: 'ranking' },
    { ...screen, writing: { purpose: 'answer', field: insert({ text: '', cursor: 0 }, text.slice(0, 600)) } },
    { ...screen, focus: 'steps', message: { text, tone: 'warn' } },
    ...overlays.map((kind): Screen => ({ ...screen, overlay: { kind, scroll: 0 } })),
  ];
}
