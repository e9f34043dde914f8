import type { World } from '../world.ts';
import { createClient } from './client.ts';
import { fingerprint } from './fingerprint.ts';
import type { Submission } from './front-end.ts';

/**
 * Creates ASPIn's calls to a partner that is not part of the incident: it answers 200 in time. Its lines lie in the same
 * outbound log under another `partner`, name a policy (`ref`) and no customer, and have traces of their own.
 */
export function createOtherPartner(world: World): (submission: Submission) => void {
  const { id, share, answers_ms } = world.plan.scenario.aspin.other_partner;
  const random = world.random.fork('other-partner');
  const call = createClient(world, {
    partner: id,
    op: 'archive',
    path: '/archive',
    ip: '-',
    send: (_request, reply) => {
      world.clock.after(random.int(answers_ms), () => reply({ status: 200 }));
      return () => {};
    },
  });
  const isArchived = new Map<string, boolean>();
  return (submission) => {
    const known = isArchived.get(submission.customer) ?? random.chance(share);
    isArchived.set(submission.customer, known);
    const own = (part: string) => fingerprint(`${id}/${part}`);
    const who = { ref: submission.customer.replace('CUST', 'POL') };
    if (known)
      call(
        { ...submission, who, trace: random.hex(32), key: own(submission.key), body: own(submission.body) },
        () => {},
      );
  };
}
