import type { World } from '../world.ts';
import { fingerprint } from './fingerprint.ts';

/** What one click sends off. `who` is how the outbound log names it; `key` and `body` are fingerprints. */
export type Submission = {
  readonly customer: string;
  readonly who: Readonly<Record<string, string>>;
  readonly trace: string;
  readonly key: string;
  readonly body: string;
};

/** A person in front of the registration form. */
export type FrontEnd = { readonly register: (customer: string) => void };

/**
 * Creates ASPIn's front end: every click is logged as a submit and, a little later, handed over. An impatient person
 * clicks again while the button stays enabled; every click makes a body of its own (submission id, client time stamp).
 */
export function createFrontEnd(world: World, handOver: (submission: Submission) => void): FrontEnd {
  const { clock, evidence, plan } = world;
  const { aspin, untidy } = plan.scenario;
  const random = world.random.fork('front-end');
  let forms = random.int([10, 40]);

  const click = (person: { readonly customer: string; readonly form: string; readonly number: number }) => {
    const { customer, form, number } = person;
    const action = `act-${random.hex(8)}`;
    const id = random.hex(12);
    const log = () =>
      evidence.json({
        file: 'aspin-bff.jsonl',
        at: clock.now(),
        fields: { ev: 'submit', cust: customer, form, click: number, action },
      });
    log();
    if (random.chance(untidy.repeated_beacons)) clock.after(random.int([3, 40]), log);
    const clientTime = new Date(clock.now()).toISOString();
    const body = fingerprint(JSON.stringify({ submission_id: id, client_ts: clientTime, external_id: customer }));
    const submission = {
      customer,
      who: { cust: customer },
      trace: random.hex(32),
      key: fingerprint(`key/${id}`),
      body,
    };
    clock.after(random.int(aspin.form.lag_ms), () => handOver(submission));
  };

  return {
    register: (customer) => {
      forms += 1;
      const form = `f-${forms}`;
      click({ customer, form, number: 1 });
      for (const [index, at] of laterClicks(customer).entries()) {
        clock.after(at, () => click({ customer, form, number: index + 2 }));
      }
    },
  };

  function laterClicks(customer: string): readonly number[] {
    if (customer === plan.customer) return plan.clicksMs;
    const { impatient } = aspin.form;
    if (!impatient || !random.chance(impatient.share)) return [];
    let at = 0;
    return Array.from({ length: random.int(impatient.clicks) - 1 }, () => (at += random.int(impatient.gap_ms)));
  }
}
