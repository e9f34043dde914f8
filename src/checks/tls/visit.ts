import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { CheckProblem } from '../../errors.ts';
import type { Failure } from '../http/failure.ts';
import type { Contexts } from './contexts.ts';
import type { Flight } from './flight.ts';
import { type Handshake, shakeHands, type Way } from './handshake.ts';
import type { Presented } from './presented.ts';
import { versions } from './versions.ts';

/**
 * What a server did at one address, asked for one name. `failure` is there where the usual handshake failed, and `presented` all the same
 * where a lowered one did not (`isLowered`). `sent` are the certificates, also those of a server that gave up after it had sent them;
 * `offered` are the versions that it was seen to speak.
 */
export type Visit = {
  readonly failure: Failure | undefined;
  readonly presented: Presented | undefined;
  readonly isLowered: boolean;
  readonly sent: readonly X509Certificate[];
  readonly alert: string | undefined;
  readonly staple: Buffer | null | undefined;
  readonly offered: readonly string[] | undefined;
  readonly request: ClientRequest;
  readonly withoutName: WithoutName | undefined;
};

/** Whether the server asks for a client certificate, as far as that could be heard, and the CAs that it names then. */
export type ClientRequest = {
  readonly isAsked: boolean | undefined;
  readonly isRequired: boolean;
  readonly authorities: readonly Buffer[];
};

/** What the server does for a client that names no server: its certificate, or that it refuses. */
export type WithoutName = X509Certificate | 'refused';

/** What is to be found out besides the certificate. */
export type Questions = {
  readonly servername: string;
  readonly alpn: readonly string[] | undefined;
  readonly protocols: boolean;
};

const probeMs = 3000;

/** Visits a server: one handshake as any client would make it, and then, side by side, what only further ones can tell. */
export async function visit(way: Way, contexts: Contexts, questions: Questions): Promise<Visit> {
  const servername = isIP(questions.servername) === 0 ? questions.servername : '';
  const { alpn } = questions;
  const started = performance.now();
  const usual = await shakeHands(way, { context: contexts.usual, servername, alpn });
  if ('failure' in usual && way.deadline.hit() === 'timeout') assertTime(way, performance.now() - started);
  const reached = !('failure' in usual) || isHeard(usual.failure);
  if (!reached) return { ...nothing, failure: usual.failure, alert: usual.alert };
  const signal = AbortSignal.timeout(probeMs);
  const lowered = () => shakeHands(way, { context: contexts.lowered(), servername, alpn });
  const probe = (version: (typeof versions)[number]) =>
    shakeHands(way, { context: contexts.only(version), servername, isTapped: true, signal });
  const [again, withoutName, probes] = await Promise.all([
    'failure' in usual ? lowered() : undefined,
    servername === '' ? undefined : shakeHands(way, { context: contexts.lowered(), servername: '', signal }),
    questions.protocols ? Promise.all(versions.map(probe)) : undefined,
  ]);
  const heard = again !== undefined && 'presented' in again ? again : usual;
  const flight = probes?.[versions.indexOf('TLSv1.2')]?.flight;
  const presented = 'presented' in heard ? heard.presented : undefined;
  return {
    failure: 'failure' in usual ? usual.failure : undefined,
    presented,
    isLowered: heard === again,
    sent: presented?.sent ?? flight?.certificates ?? [],
    alert: usual.alert,
    staple: 'staple' in heard ? heard.staple : undefined,
    offered: probes === undefined ? undefined : offeredOf(probes, presented),
    request: requestOf({ usual, probes, flight }),
    withoutName: presented === undefined ? undefined : toWithoutName(withoutName),
  };
}

const nothing = {
  presented: undefined,
  isLowered: false,
  sent: [],
  staple: undefined,
  offered: undefined,
  request: { isAsked: undefined, isRequired: false, authorities: [] },
  withoutName: undefined,
} as const;

/** A busy machine may have spent the time-out before it got to the server: that says nothing of the server. */
function assertTime({ address, deadline }: Way, spentMs: number): void {
  if (spentMs >= deadline.limitMs / 2) return;
  const message = `only ${Math.round(spentMs)} of ${deadline.limitMs} ms were left for ${address}: this machine was too slow`;
  throw new CheckProblem({
    status: 'error',
    message,
    unblock: 'Give it more time: --timeout, or timeout in the runbook',
  });
}

/** A server that speaks TLS, and does not like how it was spoken to. */
function isHeard({ id }: Failure): boolean {
  return id === 'handshake-failed' || id === 'closed-during-handshake';
}

/** A version is offered where the server chose it, whatever became of the handshake then. The one of the handshake itself counts too. */
function offeredOf(probes: readonly Handshake[], presented: Presented | undefined): readonly string[] {
  return versions.filter((version, index) => {
    const probe = probes[index];
    if (version === presented?.protocol || (probe !== undefined && 'presented' in probe)) return true;
    return version !== 'TLSv1.3' && probe?.flight?.version === 0x0301 + index;
  });
}

/** What servers say after a handshake on TLS 1.3 to a client without a certificate: RFC 8446, 4.4.2.4 leaves them the choice; Java says the second. */
const demands = /^(certificate required|bad certificate|handshake failure|certificate unknown|access denied)$/;

function requestOf(of: {
  readonly usual: Handshake;
  readonly probes: readonly Handshake[] | undefined;
  readonly flight: Flight | undefined;
}): ClientRequest {
  const { usual, probes = [], flight } = of;
  const isDemanded = [usual, ...probes].some(
    (made) => 'presented' in made && made.alert !== undefined && demands.test(made.alert),
  );
  const spoke = flight?.version === 0x0303;
  const isAsked = isDemanded || flight?.authorities !== undefined ? true : spoke ? false : undefined;
  const gaveUp = probes[versions.indexOf('TLSv1.2')];
  const isRefused = gaveUp !== undefined && 'failure' in gaveUp && gaveUp.failure.id !== 'timeout';
  const isRequired = isDemanded || (flight?.authorities !== undefined && isRefused);
  return { isAsked, isRequired, authorities: flight?.authorities ?? [] };
}

function toWithoutName(made: Handshake | undefined): WithoutName | undefined {
  if (made === undefined) return undefined;
  if ('presented' in made) return made.presented.sent[0];
  return made.alert === undefined ? undefined : 'refused';
}

/** Visits that cannot be made from this machine say so, and take nothing away from the others; a cancel ends them all. */
export async function tryVisit(...given: Parameters<typeof visit>): Promise<Visit | { readonly problem: string }> {
  const [{ address }] = given;
  try {
    const found = await visit(...given);
    if (found.failure?.id === 'unreachable' && isIP(address) === 6 && !hasIpv6())
      return { problem: `${address} could not be tried from here: this machine has no IPv6` };
    return found;
  } catch (error) {
    if (!(error instanceof CheckProblem) || given[0].deadline.hit() === 'cancelled') throw error;
    return { problem: error.message };
  }
}

function hasIpv6(): boolean {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return all.some(({ family, internal, address }) => family === 'IPv6' && !internal && !address.startsWith('fe80:'));
}
