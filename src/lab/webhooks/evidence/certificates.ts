import type { Text } from '../../evidence/write.ts';
import { createAuthority } from '../../live/certificates.ts';
import { aspinHost } from '../parties/aspin.ts';
import type { WebhookPlan } from '../plan.ts';

/** Where the root lies that the lab's chains end in, inside the evidence folder: what a public CA's root is to a real one. */
export const rootFile = 'trust/lab-root.pem';

/** Renders the chains as each address sends them on the morning after, and the notes of when they were installed. */
export async function renderCertificates(plan: WebhookPlan): Promise<readonly Text[]> {
  const authority = await createAuthority();
  const notes: Record<string, object> = {};
  const texts: Text[] = [];
  for (const { host, certificate } of plan.scenario.network.addresses) {
    const address = plan.address(host);
    const dates = datesOf(plan, certificate);
    const { certificate: leaf } = await authority.issue({
      hosts: [aspinHost],
      notBefore: new Date(dates.notBefore),
      notAfter: new Date(dates.notAfter),
    });
    const chain = certificate.chain === 'full' ? [leaf, authority.intermediate] : [leaf];
    texts.push({ path: `certs/${address}.pem`, text: chain.join('') });
    notes[address] = {
      installed_at: iso(dates.installedAt),
      not_before: iso(dates.notBefore),
      previous_not_after: iso(dates.previousNotAfter),
    };
  }
  return [
    ...texts,
    { path: 'certs/notes.json', text: `${JSON.stringify(notes, null, 2)}\n` },
    { path: rootFile, text: authority.root },
  ];
}

type Installed = WebhookPlan['scenario']['network']['addresses'][number]['certificate'];

function datesOf({ onset }: WebhookPlan, { installed_min, previous_ends_min }: Installed) {
  const installedAt = onset + installed_min * minuteMs;
  const previousNotAfter =
    previous_ends_min === undefined ? installedAt + 23 * dayMs : onset + previous_ends_min * minuteMs;
  const isStillThePrevious = installedAt > onset + dayMs;
  if (isStillThePrevious) {
    const notBefore = previousNotAfter - 90 * dayMs;
    return {
      installedAt: notBefore + 10 * minuteMs,
      notBefore,
      notAfter: previousNotAfter,
      previousNotAfter: notBefore + 20 * dayMs,
    };
  }
  // A certificate that is good must still be good whenever the staged incident is walked.
  const notAfter = Math.max(installedAt + 90 * dayMs, Date.now() + 60 * dayMs);
  return { installedAt, notBefore: installedAt - 12 * minuteMs, notAfter, previousNotAfter };
}

function iso(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

const minuteMs = 60_000;
const dayMs = 86_400_000;
