import { isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { CheckProblem } from '../../errors.ts';
import type { Excerpt } from '../../logs/log-store.ts';
import { toVisible } from '../../redact/visible.ts';
import type { Facts, Measurement, Verdict } from '../check.ts';
import { renderTarget } from '../http/failure.ts';
import type { Knock } from './knock.ts';
import type { Tried } from './target.ts';

type Wanted = { readonly expect: 'open' | 'closed'; readonly maxConnectMs: number | undefined };

/** One address of one target, with the words to tell it by. */
type Seen = Knock & { readonly target: string; readonly place: string };

/**
 * What the connections say together. Throws a `CheckProblem` where that would be a guess: a port is expected to be closed, but its
 * host could not be reached or found, or this machine did not let the connection out.
 */
export function judgeTcp(tried: readonly Tried[], wanted: Wanted): Omit<Measurement, 'command'> {
  const seen = tried.flatMap(toSeen);
  const nameless = tried.filter(({ knocks }) => knocks.length === 0).map(({ target }) => target.host);
  const counted = leaveOutMissingIpv6(seen);
  const open = counted.filter(({ outcome }) => outcome === 'open');
  const slowest = open.reduce<number | null>((most, { connectMs }) => Math.max(most ?? 0, connectMs ?? 0), null);
  const outcome = outcomeOf(counted, nameless);
  const facts: Facts = {
    outcome,
    open: open.length === counted.length && open.length > 0 && nameless.length === 0,
    open_count: open.length,
    tried: counted.length,
    connect_ms: slowest,
    banner: seen.map(({ banner }) => banner).find((banner) => banner !== null) ?? null,
    rows: [
      ...seen.map((one) => ({
        target: one.target,
        address: one.address,
        outcome: one.outcome,
        connect_ms: one.connectMs,
        ...(one.banner === null ? {} : { banner: one.banner }),
      })),
      ...nameless.map((host) => ({ target: host, address: null, outcome: 'not-found', connect_ms: null })),
    ],
  };
  const evidence: readonly Excerpt[] = seen.map(({ place, text, banner }) => ({
    source: place,
    text: banner === null ? text : `${text}: ${toVisible(banner.trimEnd())}`,
  }));
  const found = { counted, nameless, open, outcome, slowest };
  return { facts, evidence, verdict: wanted.expect === 'open' ? judgeOpen(found, wanted) : judgeClosed(found) };
}

type Found = {
  readonly counted: readonly Seen[];
  readonly nameless: readonly string[];
  readonly open: readonly Seen[];
  readonly outcome: string;
  readonly slowest: number | null;
};

function toSeen({ target, knocks }: Tried): readonly Seen[] {
  const name = renderTarget(target);
  return knocks.map((one) => {
    const place = renderTarget({ host: one.address, port: target.port });
    return { ...one, target: name, place: place === name ? name : `${name} at ${one.address}` };
  });
}

/** A machine without IPv6 says nothing about the IPv6 addresses of others, where there are IPv4 ones too. */
function leaveOutMissingIpv6(seen: readonly Seen[]): readonly Seen[] {
  if (hasIpv6()) return seen;
  const tried = seen.filter(({ address, outcome }) => !(isIPv6(address) && outcome === 'unreachable'));
  return tried.length === 0 ? seen : tried;
}

function hasIpv6(): boolean {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return all.some(({ family, address, internal }) => family === 'IPv6' && !internal && !address.startsWith('fe80'));
}

/** The one outcome of all, `partly-open`, or `mixed`. */
function outcomeOf(counted: readonly Seen[], nameless: readonly string[]): string {
  const all = new Set<string>([
    ...counted.map(({ outcome }) => outcome),
    ...(nameless.length > 0 ? ['not-found'] : []),
  ]);
  const [only = 'not-found'] = all;
  if (all.size <= 1) return only;
  return all.has('open') ? 'partly-open' : 'mixed';
}

function judgeOpen(found: Found, { maxConnectMs }: Wanted): Verdict {
  const { counted, nameless, open, outcome, slowest } = found;
  assertTried(counted, 'open');
  const closed = counted.filter((one) => one.outcome !== 'open');
  if (closed.length === 0 && nameless.length === 0) {
    const places = tellPlaces(counted);
    if (maxConnectMs !== undefined && (slowest ?? 0) > maxConnectMs) {
      const slow = open.filter(({ connectMs }) => (connectMs ?? 0) > maxConnectMs);
      const say = `${tellPlaces(slow)} took ${slowest} ms to connect, more than the ${maxConnectMs} ms allowed`;
      return { outcome: 'slow', status: 'fail', say };
    }
    return {
      outcome,
      status: 'pass',
      say: `${places} ${counted.length === 1 ? 'is' : 'are'} open, connected in ${slowest} ms`,
    };
  }
  const told = [...closed.map(({ place, text }) => `${place} ${text}`), ...nameless.map(tellNameless)].join('; ');
  const some = open.length === 0 ? '' : `; only ${tellPlaces(open)} ${open.length === 1 ? 'is' : 'are'} open`;
  return { outcome, status: 'fail', say: `${told}${some}` };
}

function judgeClosed({ counted, nameless, open, outcome }: Found): Verdict {
  assertTried(counted, 'closed');
  const [name] = nameless;
  if (name !== undefined) throw cannotTell(`${tellNameless(name)}, so whether its port is closed cannot be told`);
  if (open.length > 0) {
    const say = `${tellPlaces(open)} ${open.length === 1 ? 'is' : 'are'} open, expected closed`;
    return { outcome, status: 'fail', say };
  }
  // What takes a connection and drops it is a listener all the same.
  const taken = counted.filter((one) => one.outcome === 'reset' || one.outcome === 'hung-up');
  if (taken.length > 0) {
    const say = `expected closed, but ${taken.map(({ place, text }) => `${place} ${text}`).join('; ')}`;
    return { outcome, status: 'fail', say };
  }
  const unreachable = counted.find((one) => one.outcome === 'unreachable');
  if (unreachable !== undefined)
    throw cannotTell(`${unreachable.place} ${unreachable.text}, so whether the port is closed cannot be told`);
  return {
    outcome,
    status: 'pass',
    say: `closed as expected: ${counted.map(({ place, text }) => `${place} ${text}`).join('; ')}`,
  };
}

/** What lies with this machine is no answer from the other side. */
function assertTried(counted: readonly Seen[], expected: string): void {
  const failed = counted.find(({ outcome }) => outcome === 'failed');
  if (failed !== undefined) throw cannotTell(`${failed.place} ${failed.text} (expected ${expected})`);
}

function cannotTell(message: string): CheckProblem {
  return new CheckProblem({ status: 'error', message });
}

function tellNameless(host: string): string {
  return `the name ${host} has no address`;
}

function tellPlaces(seen: readonly Seen[]): string {
  return seen.map(({ place }) => place).join(', ');
}
