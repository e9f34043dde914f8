import type { Excerpt } from '../../logs/log-store.ts';
import type { Facts, Measurement, Verdict } from '../check.ts';
import type { Answer } from './ask.ts';
import type { Resolved } from './findings.ts';
import { type Finding, findDisagreement, findSilence, findUnexpected, isHeard, judgeAbsence } from './findings.ts';
import type { Lookup } from './lookup.ts';
import { tellRecords } from './read-answer.ts';

/** What all answers say together. Throws a `CheckProblem` where a name is expected not to resolve and nobody says so. */
export function judgeDns(resolved: Resolved): Omit<Measurement, 'command'> {
  const { name, answers, looked, expect } = resolved;
  const findings = expect.resolves === false ? [] : findAll(resolved);
  const verdict = expect.resolves === false ? judgeAbsence(resolved) : toVerdict(resolved, findings);
  const records = [...new Set(answers.flatMap((one) => one.records))].sort();
  const facts: Facts = {
    status: commonStatus(answers),
    resolves: records.length > 0,
    records,
    chain: answers.map(({ chain }) => chain).find((chain) => chain.length > 0) ?? [],
    ttl: least(answers.flatMap(({ status, ttl }) => (status === 'ok' && ttl !== null ? [ttl] : []))),
    agree: findDisagreement(resolved).length === 0,
    lookup: looked?.addresses ?? [],
    lookup_status: looked?.status ?? null,
    lookup_differs: looked?.isDifferent ?? false,
    findings: findings.map(({ id }) => id),
    details: findings.map(({ text }) => text),
    rows: answers.map(({ server, type, status, records: own, ttl, ms }) => ({
      resolver: server.text,
      type,
      status,
      records: own.join(', '),
      ttl,
      ms,
    })),
  };
  const evidence: readonly Excerpt[] = [
    ...answers.map(({ server, type, text }) => ({ source: `${server.text} ${type}`, text: `${name} ${text}` })),
    ...(looked === undefined
      ? []
      : [{ source: 'programs on this machine', text: `${tellLookup(looked)}${tellWhy(looked)}` }]),
  ];
  return { facts, evidence, verdict };
}

/** What is wrong, the worst first. */
function findAll(resolved: Resolved): readonly Finding[] {
  const all = [
    ...findUnexpected(resolved),
    ...findDisagreement(resolved),
    ...findSilence(resolved),
    ...findLookup(resolved),
  ];
  return [...all.filter(({ status }) => status === 'fail'), ...all.filter(({ status }) => status === 'warn')];
}

function findLookup({ looked, name }: Resolved): readonly Finding[] {
  if (looked === undefined || !looked.isDifferent) return [];
  const { addresses } = looked;
  const used = addresses.length === 0 ? `get no address for ${name}` : `use ${addresses.join(', ')} for ${name}`;
  return [{ id: 'lookup-differs', status: 'warn', text: `programs on this machine ${used}${tellWhy(looked)}` }];
}

function tellWhy({ isDifferent, why }: { readonly isDifferent: boolean; readonly why: readonly string[] }): string {
  if (!isDifferent) return '';
  return `, which is not what DNS says${why.length === 0 ? '' : `: ${why.join('; ')}`}`;
}

function toVerdict(resolved: Resolved, findings: readonly Finding[]): Verdict {
  const [first, ...rest] = findings;
  if (first === undefined) return { outcome: 'ok', status: 'pass', say: tellPass(resolved) };
  const also = rest.length === 0 ? '' : `; also ${[...new Set(rest.map(({ id }) => id))].join(', ')}`;
  return { outcome: first.id, status: first.status, say: `${first.text}${also}` };
}

function tellPass({ name, answers, looked }: Resolved): string {
  const good = answers.filter(({ status }) => status === 'ok');
  const records = tellRecords([...new Set(good.flatMap((one) => one.records))]);
  const servers = new Set(answers.map(({ server }) => server.text));
  const ttl = least(good.flatMap((one) => (one.ttl === null ? [] : [one.ttl])));
  const alias = good
    .find(({ chain }) => chain.length > 0)
    ?.chain.slice(1)
    .join(' → ');
  const told = `${name} is ${alias === undefined ? '' : `an alias of ${alias}, `}${records}, for ${ttl} s`;
  const who = servers.size === 1 ? `at ${[...servers][0]}` : `at all ${servers.size} name servers`;
  return `${told}, ${who}${looked === undefined ? '' : '; programs here use the same'}`;
}

function tellLookup({ status, addresses, ms }: Lookup): string {
  if (status === 'ok') return `use ${addresses.join(', ')} (${ms} ms)`;
  if (status === 'not-found') return `get no address (${ms} ms)`;
  return status === 'timeout' ? `got no answer within ${ms} ms` : `got no answer from the name servers (${ms} ms)`;
}

function commonStatus(answers: readonly Answer[]): string {
  const heard = answers.every(isHeard);
  // A name with IPv4 addresses alone is as good as one with both.
  if (heard && answers.some(({ status }) => status === 'ok')) return 'ok';
  const all = new Set(answers.map(({ status }) => status));
  return all.size === 1 ? ([...all][0] ?? 'mixed') : 'mixed';
}

function least(numbers: readonly number[]): number | null {
  return numbers.length === 0 ? null : Math.min(...numbers);
}
