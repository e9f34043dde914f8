import type { IncidentBrief } from '../../../src/incident/brief.ts';
import type { HomeWorld } from '../../../src/tui/home/home.ts';
import type { HomeRunbook } from '../../../src/tui/home/home-data.ts';
import type { Size } from '../../../src/tui/layout.ts';
import { looksOf } from '../../../src/tui/looks.ts';
import { createTheme } from '../../../src/tui/theme.ts';

const now = Date.parse('2026-11-23T12:00:00.000Z');

export const duplicates: HomeRunbook = {
  id: 'duplicate-registrations',
  title: 'Duplicate customer registrations',
  symptoms: ['duplicate customer records', 'the same registration several times'],
  owner: 'team-integrations',
  reviewed: '2026-11-20',
  steps: ['Same Idempotency-Key?', 'Measure the gaps between the requests'],
  file: '/runbooks/duplicate-registrations/runbook.yaml',
};

export const webhooks: HomeRunbook = {
  ...duplicates,
  id: 'missing-webhooks',
  title: 'Payment webhooks not received',
  symptoms: ['webhooks missing'],
  steps: ['Verify the certificate', 'Ein Schritt mit Überlänge und 漢字 und 👩‍🚒'],
  file: '/runbooks/missing-webhooks/runbook.yaml',
};

export function incident(id: string, of: Partial<IncidentBrief> = {}): IncidentBrief {
  return {
    id,
    title: 'Duplicate customer registrations',
    inputs: ['customer_id=CUST_7890'],
    openedAt: '2026-11-23T08:00:00.000Z',
    updatedAt: '2026-11-23T08:55:00.000Z',
    waiting: [{ party: 'PartnerCRM', since: '2026-11-23T08:55:00.000Z', count: 2 }],
    axes: [
      { question: 'What sent it more than once?', state: 'leading', says: 'Client retries: very likely, not settled' },
    ],
    left: 3,
    trouble: undefined,
    ...of,
  };
}

const settled = incident('20261122-0900-bbbb', {
  waiting: [],
  left: 0,
  axes: [{ question: 'What sent it more than once?', state: 'settled', says: 'A proxy: very likely, settled' }],
});

export function createHomeWorld(
  of: {
    readonly size?: Size;
    readonly incidents?: readonly IncidentBrief[];
    readonly runbooks?: readonly HomeRunbook[];
  } = {},
): HomeWorld {
  return {
    data: {
      runbooks: of.runbooks ?? [duplicates, webhooks],
      incidents: of.incidents ?? [incident('20261123-0800-aaaa'), settled],
      troubles: [],
      places: ['runbooks', '/home/me/.local/share/causebook/runbooks'],
    },
    match: (report) =>
      report.includes('twice')
        ? [
            {
              runbook: duplicates,
              found: [{ phrase: 'duplicate customer records', words: ['customer', 'records'] }],
              inputs: [{ id: 'customer_id', value: 'CUST_7890', line: 'It is CUST_7890 again' }],
            },
          ]
        : [],
    size: of.size ?? { columns: 80, rows: 24 },
    theme: createTheme({ looks: looksOf.default, colours: 'none', unicode: true }),
    now,
  };
}
