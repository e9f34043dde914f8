import { describe, expect, it } from 'vitest';
import { briefIncident, briefTrouble, isSettled } from '../../src/incident/brief.ts';
import type { Event, NewEvent } from '../../src/incident/events.ts';
import { sampleRunbook } from '../tui/sample-runbook.ts';

const opened: NewEvent = {
  type: 'opened',
  incident: '20261123-0800-aaaa',
  runbook: { id: sampleRunbook.id, title: 'As it was called then', sha256: '0', file: '/runbook.yaml' },
  inputs: { customer_id: 'CUST_7890' },
  window: null,
  evidence: null,
  tool: 'causebook',
};

const waits = (step: string): NewEvent => ({ type: 'set-back', step, as: 'waiting' });

/** One event an hour, from eight on. */
const hourly = (events: readonly NewEvent[]): readonly Event[] =>
  events.map((event, index) => ({
    ...event,
    seq: index + 1,
    at: `2026-11-23T${String(8 + index).padStart(2, '0')}:00:00.000Z`,
  }));

describe('an incident in a few words', () => {
  it('tells whom it waits for since when, what it is about, and what it has come to', () => {
    const brief = briefIncident(
      '20261123-0800-aaaa',
      sampleRunbook,
      hourly([opened, waits('retry_settings'), waits('same_key'), waits('ui_events')]),
    );
    expect(brief).toMatchObject({
      id: '20261123-0800-aaaa',
      title: 'As it was called then',
      inputs: ['customer_id=CUST_7890'],
      openedAt: '2026-11-23T08:00:00.000Z',
      updatedAt: '2026-11-23T11:00:00.000Z',
      waiting: [
        { party: 'ASPIn Backend', since: '2026-11-23T09:00:00.000Z', count: 2 },
        { party: 'PartnerCRM', since: '2026-11-23T10:00:00.000Z', count: 1 },
      ],
      trouble: undefined,
    });
    expect(brief.axes.map(({ state, says }) => ({ state, says }))).toEqual(
      sampleRunbook.axes.map(() => ({ state: 'open', says: 'open' })),
    );
    expect(isSettled(brief)).toBe(false);
  });

  it('tells of one that cannot be read what its journal still says, and why', () => {
    const brief = briefTrouble('20261123-0800-aaaa', hourly([opened]), 'there is no such runbook file');
    expect(brief).toMatchObject({
      title: 'As it was called then',
      trouble: 'there is no such runbook file',
      waiting: [],
    });
    expect(isSettled(brief)).toBe(false);
  });
});
