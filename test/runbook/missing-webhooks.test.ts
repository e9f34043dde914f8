import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { extractInputs } from '../../src/runbook/extract-inputs.ts';
import { loadRunbook } from '../../src/runbook/load.ts';
import inventory from '../fixtures/missing-webhooks-inventory.json' with { type: 'json' };
import { fileNames, verdictsWithout } from '../helpers/verdicts.ts';
import { walkFolder } from '../helpers/walk-folder.ts';
import { writeIncident } from '../helpers/webhook-folder.ts';
import { incidents, secrets } from '../helpers/webhook-incidents.ts';
import { variations } from '../helpers/webhook-variations.ts';
import { writeFolder } from '../helpers/write-folder.ts';

const file = fileURLToPath(new URL('../../runbooks/missing-webhooks/runbook.yaml', import.meta.url));
const runbook = await loadRunbook(file);
const { axes, fixes, observations, sources, phases } = runbook.runbook;
const steps = phases.flatMap((phase) => phase.steps);

describe('what the runbook holds', () => {
  test('everything that the bug report and the research of its missing parts name is in it, under its id', () => {
    const refs = new Set(refsIn(runbook.runbook));
    expect(inventory.filter((id) => !refs.has(id))).toEqual([]);
  });

  test('both questions have the hypotheses of the contract, in its order, and their priors make a whole', () => {
    expect(Object.fromEntries(axes.map((axis) => [axis.id, axis.hypotheses.map(({ id }) => id)]))).toEqual({
      failure: [
        'wrong-url',
        'signature-rejected',
        'endpoint-down',
        'false-duplicate',
        'schema-mismatch',
        'slow-response',
        'tls-certificate',
        'rate-limited',
        'address-blocked',
        'no-delivery-created',
        'relay-dropped',
        'lost-after-accept',
      ],
      recovery: ['not-retried', 'retries-exhausted', 'standing-fault', 'believed-delivered', 'no-delivery-scheduled'],
    });
    for (const axis of axes)
      expect(axis.hypotheses.reduce((sum, one) => sum + one.prior, axis.other)).toBeCloseTo(1, 5);
  });

  test.each([
    [
      'We initiated 15 payments yesterday but only received webhook callbacks for 8 of them. The other 7 payments show as',
      '15',
      '8',
    ],
    ['120 payments were made on Monday, and we got only 97 webhooks', '120', '97'],
    ['Payments are missing since 10:00', undefined, undefined],
  ])('takes from "%s" how many payments there were and how many were notified', (text, total, received) => {
    const found = extractInputs(runbook.runbook.inputs, text);
    expect([found.get('payments_total')?.value, found.get('payments_received')?.value]).toEqual([total, received]);
  });

  test('every file of the evidence folder that is read has a source', () => {
    expect(sources.flatMap(({ log, config }) => log?.files ?? config?.file ?? []).sort()).toEqual([
      'aspin-allowlist.json',
      'aspin-app.jsonl*',
      'aspin-edge-error.log*',
      'aspin-edge.log*',
      'aspin-worker.jsonl*',
      'certs/*.pem',
      'certs/notes.json',
      'config/aspin.yaml',
      'config/integration.yaml',
      'firewall.log*',
      'integration.jsonl*',
      'paymenthub-deliveries.jsonl*',
      'paymenthub-endpoint.json',
      'paymenthub-events.jsonl*',
      'paymenthub-ip-ranges.json',
      'payments.csv',
    ]);
  });

  test.each(observations.map((one) => [one.id, one] as const))(
    'the base rates of %s make a whole, and each of its outcomes can be seen by some step',
    (_, observation) => {
      expect(observation.outcomes.reduce((sum, outcome) => sum + outcome.base, 0)).toBeCloseTo(1, 5);
      const seen = steps
        .filter((step) => step.observes === observation.id)
        .flatMap((step) => [...(step.outcomes ?? []), ...(step.choices ?? [])].map(({ id }) => id));
      // "Don't know" is on every question, and is what an observation calls unknown.
      expect(observation.outcomes.filter(({ id }) => id !== 'unknown' && !seen.includes(id))).toEqual([]);
    },
  );

  test('every fact that a question asks for, and that the folder can show, is checked as well', () => {
    const observed = (pick: (step: (typeof steps)[number]) => boolean) =>
      new Set(steps.filter((step) => pick(step)).flatMap(({ observes }) => observes ?? []));
    const checked = observed((step) => step.ask === undefined && step.do === undefined);
    const asked = observed((step) => step.ask !== undefined || step.do !== undefined);
    // A change calendar and a test event are nobody's log.
    expect([...asked].filter((id) => !checked.has(id)).sort()).toEqual(['change_at_onset', 'standing_fault']);
  });

  test('every hypothesis has a fix for it; every fix has its risk, its way back and the step that shows its success', () => {
    const fixed = new Set(fixes.flatMap((fix) => fix.when));
    expect(axes.flatMap((axis) => axis.hypotheses).filter(({ id }) => !fixed.has(id))).toEqual([]);
    const isWhole = (fix: (typeof fixes)[number]) =>
      fix.risk !== undefined && fix.rollback !== undefined && steps.some(({ id }) => id === fix.verify);
    expect(fixes.filter((fix) => !isWhole(fix)).map(({ id }) => id)).toEqual([]);
  });

  test('fixes come in the order contain, cure, prevent; the one that cannot be taken back waits for a settled cause', () => {
    const tiers = fixes.map(({ tier }) => ['immediate', 'medium-term', 'long-term'].indexOf(tier));
    expect(tiers).toEqual(tiers.toSorted());
    expect(fixes[0]?.id).toBe('stop-the-loss');
    expect(fixes.filter(({ destructive }) => destructive).map(({ id }) => id)).toEqual(['replay-missing']);
  });
});

const staged = Object.entries({ ...incidents, ...variations });

describe.each(staged.map(([name, incident], place) => [name, incident, place] as const))('%s', (_, incident, place) => {
  const truth: { readonly [axis: string]: string } = incident.truth;
  let written: Awaited<ReturnType<typeof writeIncident>>;
  beforeAll(async () => {
    written = await writeIncident(incident);
  });
  afterAll(() => written.remove());

  test('is led to its cause on both axes by the folder alone, by checks that could all be made', async () => {
    const { axes: verdicts, steps: states } = await walkFolder({ runbook, folder: written.folder });
    expect(Object.fromEntries(verdicts.map(({ id, leader }) => [id, leader]))).toEqual(truth);
    expect([...states.values()].filter(({ status }) => status === 'error').map(({ result }) => result?.say)).toEqual(
      [],
    );
    expect(states.get('check_ladder')?.result?.pictures?.map(({ kind }) => kind)).toEqual(['ladder']);
  }, 60_000);

  test('is not settled on a wrong cause when a file is missing', async () => {
    const names = fileNames(written.names.map((path) => ({ path })));
    // Every walk takes a second, and each incident has fourteen files: a few of them here, all of them on demand.
    // Without this one nothing names the events of a list that does not either: it was settled wrongly once.
    const isNamedElsewhere = incident.payments.some(({ isListed }) => isListed === false);
    const isTried = (name: string, index: number) =>
      process.env.EVERY_FILE !== undefined ||
      (index + place) % 5 === 0 ||
      (isNamedElsewhere && name === 'paymenthub-events.jsonl');
    const missing = names.filter(isTried);
    const claims: string[] = [];
    for (const name of missing) {
      for (const { id, state, leader } of await verdictsWithout({
        folder: written.folder,
        missing: name,
        runbook,
        inputs: {},
      }))
        if (state === 'settled' && leader !== truth[id]) claims.push(`${name}: ${id} is ${leader}`);
    }
    expect(missing.length).toBeGreaterThan(1);
    expect(claims).toEqual([]);
  }, 180_000);
});

describe('the signature of a failed delivery', () => {
  const incident = incidents['the secret was rotated at the sender'];
  const outcomeWith = async (env: { readonly [name: string]: string }) => {
    if (incident === undefined) throw new Error('there is no such incident');
    const { folder, remove } = await writeIncident(incident);
    try {
      const { steps: states } = await walkFolder({ runbook, folder, env });
      const step = states.get('check_signature');
      return { status: step?.status, outcome: step?.outcome };
    } finally {
      await remove();
    }
  };

  test('is not asked for without a secret', async () => {
    expect(await outcomeWith({})).toEqual({ status: 'not-applicable', outcome: null });
  });

  test('fits the other secret, however long ago the sample arrived', async () => {
    const env = { WEBHOOK_SECRET: secrets.old, WEBHOOK_SECRET_OTHER: secrets.current };
    expect(await outcomeWith(env)).toEqual({ status: 'fail', outcome: 'matches_other_secret' });
    expect(await outcomeWith({ WEBHOOK_SECRET: secrets.current })).toEqual({
      status: 'pass',
      outcome: 'matches_current',
    });
    expect(await outcomeWith({ WEBHOOK_SECRET: 'whsec_bm90IGl0IGF0IGFsbCwgbm90IGl0' })).toMatchObject({
      outcome: 'matches_none',
    });
  });
});

test('steps that read many logs side by side make Node warn of no leak', async () => {
  const warnings: Error[] = [];
  const note = (warning: Error) => warnings.push(warning);
  process.on('warning', note);
  const { folder, remove } = await writeIncident(Object.values(incidents)[0] as (typeof staged)[number][1]);
  try {
    await walkFolder({ runbook, folder });
    // A warning is told at the end of the turn.
    await new Promise((resolve) => setImmediate(resolve));
    expect(warnings).toEqual([]);
  } finally {
    process.off('warning', note);
    await remove();
  }
});

test('a folder without the payments blocks every check and says whom to ask', async () => {
  const { folder, remove } = await writeFolder({
    'aspin-app.jsonl': '{"ts":"2026-05-11T10:00:00Z","ev":"processed"}\n',
  });
  try {
    const { steps: states } = await walkFolder({ runbook, folder });
    const checks = [...states.values()].filter(({ kind, status }) => kind === 'check' && status !== 'not-applicable');
    expect(new Set(checks.map(({ status }) => status))).toEqual(new Set(['blocked']));
    expect(states.get('check_ladder')?.result?.unblock).toBe(
      'Ask PaymentHub (PaymentHub partner support) for payments.csv',
    );
  } finally {
    await remove();
  }
});

function refsIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === 'ref' ? [inner].flat() : refsIn(inner)));
}
