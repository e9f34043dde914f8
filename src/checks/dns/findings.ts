import { CheckProblem } from '../../errors.ts';
import type { Verdict } from '../check.ts';
import type { Answer } from './ask.ts';
import type { Lookup } from './lookup.ts';
import { toCanonical } from './name.ts';
import { tellRecords } from './read-answer.ts';
import type { RecordType } from './record-type.ts';

/** What answers must be, as a runbook writes it. */
export type Expected = {
  readonly resolves?: boolean | undefined;
  readonly equals?: string | readonly string[] | undefined;
  readonly includes?: string | readonly string[] | undefined;
  readonly agree?: true | undefined;
  readonly max_ttl?: number | undefined;
  readonly min_ttl?: number | undefined;
};

/** What came back for one name: from the name servers, and to programs on this machine. */
export type Resolved = {
  readonly name: string;
  readonly types: readonly RecordType[];
  readonly answers: readonly Answer[];
  readonly looked: (Lookup & { readonly isDifferent: boolean; readonly why: readonly string[] }) | undefined;
  readonly expect: Expected;
};

/** One thing wrong with the answers. */
export type Finding = { readonly id: string; readonly status: 'warn' | 'fail'; readonly text: string };

/** Whether a name server said what it knows of the name: that there are records, or none. */
export function isHeard({ status }: Answer): boolean {
  return status === 'ok' || status === 'nxdomain' || status === 'nodata';
}

/** Name servers that gave no answer that counts: a fail where none gave one, else a warning, since programs wait for them first. */
export function findSilence({ name, answers }: Resolved): readonly Finding[] {
  const silent = answers.filter((one) => !isHeard(one));
  const isAll = silent.length === answers.length;
  const groups = new Map<string, readonly Answer[]>();
  for (const one of silent) {
    const key = `${one.server.text} ${one.status} ${one.text}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].flatMap(([first, ...rest]) => {
    if (first === undefined) return [];
    const types = [first, ...rest].map(({ type }) => type).join(' and ');
    const text = `at ${first.server.text}, ${name} (${types}) ${first.text}`;
    return [{ id: first.status, status: isAll ? ('fail' as const) : ('warn' as const), text }];
  });
}

/** Records that are missing, or not as expected, told for the name servers that answered. */
export function findUnexpected(resolved: Resolved): readonly Finding[] {
  const { name, types, answers, expect } = resolved;
  const heard = answers.filter(isHeard);
  if (heard.length === 0) return [];
  const missing = groupsOf(types).flatMap((group) => findMissing(group, heard, name));
  const servers = [...new Set(heard.map(({ server }) => server.text))];
  const wrong = servers.flatMap((server) => {
    const own = heard.filter((one) => one.server.text === server);
    return findDifferences({ server, own, expect });
  });
  return [...missing, ...wrong, ...findTtls(heard, expect), ...findHalfMissing(heard, name)];
}

/** A and AAAA are one question: either will do. */
function groupsOf(types: readonly RecordType[]): readonly (readonly RecordType[])[] {
  const addresses = types.filter((type) => type === 'A' || type === 'AAAA');
  const others = types.filter((type) => type !== 'A' && type !== 'AAAA').map((type) => [type]);
  return [...(addresses.length === 0 ? [] : [addresses]), ...others];
}

function findMissing(group: readonly RecordType[], heard: readonly Answer[], name: string): readonly Finding[] {
  const own = heard.filter(({ type }) => group.includes(type));
  const [first] = own;
  if (first === undefined || own.some(({ status }) => status === 'ok')) return [];
  const gone = own.find(({ status }) => status === 'nxdomain');
  if (gone !== undefined) return [{ id: 'nxdomain', status: 'fail', text: `${name} ${gone.text}` }];
  const text = group.length === 1 ? first.text : first.text.replace(/no (A|AAAA) record/, 'no address');
  return [{ id: 'nodata', status: 'fail', text: `${name} ${text}` }];
}

function findDifferences(of: {
  readonly server: string;
  readonly own: readonly Answer[];
  readonly expect: Expected;
}): readonly Finding[] {
  const { server, own, expect } = of;
  const found = own.flatMap(({ type, records }) => records.map((record) => ({ type, record })));
  const shown = found.length === 0 ? 'nothing' : tellRecords(found.map(({ record }) => record));
  const isFound = (wanted: string) => found.some(({ type, record }) => isSame(type, record, wanted));
  const lacks = (wanted: readonly string[]) => wanted.filter((one) => !isFound(one));
  const equals = expect.equals === undefined ? undefined : [expect.equals].flat();
  const includes = expect.includes === undefined ? undefined : [expect.includes].flat();
  const isUnequal =
    equals !== undefined &&
    (lacks(equals).length > 0 || found.some(({ type, record }) => !equals.some((one) => isSame(type, record, one))));
  return [
    ...(isUnequal
      ? [
          {
            id: 'unexpected',
            status: 'fail' as const,
            text: `${server} answers ${shown}, expected exactly ${equals.join(', ')}`,
          },
        ]
      : []),
    ...(includes !== undefined && lacks(includes).length > 0
      ? [
          {
            id: 'unexpected',
            status: 'fail' as const,
            text: `${server} answers ${shown}, without ${lacks(includes).join(', ')}`,
          },
        ]
      : []),
  ];
}

/** Names and addresses may be written in several ways; texts may not. */
function isSame(type: RecordType, record: string, wanted: string): boolean {
  return type === 'TXT' || type === 'CAA' ? record === wanted : toCanonical(record) === toCanonical(wanted);
}

function findTtls(heard: readonly Answer[], { max_ttl, min_ttl }: Expected): readonly Finding[] {
  return heard.flatMap(({ status, ttl, server, type }) => {
    if (status !== 'ok' || ttl === null) return [];
    const told = `${server.text} lets its ${type} answer be kept for ${ttl} s`;
    return [
      ...(max_ttl !== undefined && ttl > max_ttl
        ? [{ id: 'ttl', status: 'fail' as const, text: `${told}, expected at most ${max_ttl} s` }]
        : []),
      ...(min_ttl !== undefined && ttl < min_ttl
        ? [{ id: 'ttl', status: 'fail' as const, text: `${told}, expected at least ${min_ttl} s` }]
        : []),
    ];
  });
}

/** That a name does not exist is said of all its types (RFC 8020): a server that says it of one alone makes the others vanish too. */
function findHalfMissing(heard: readonly Answer[], name: string): readonly Finding[] {
  const wrong = heard.find(
    (one) =>
      one.status === 'nxdomain' &&
      heard.some((other) => other.server.text === one.server.text && other.status === 'ok'),
  );
  if (wrong === undefined) return [];
  const text = `${wrong.server.text} says that ${name} does not exist when asked for ${wrong.type}, but has other records of it: some resolvers then find none`;
  return [{ id: 'half-missing', status: 'warn', text }];
}

/** Name servers that answered one question differently. */
export function findDisagreement({ name, types, answers, expect }: Resolved): readonly Finding[] {
  return types.flatMap((type) => {
    const own = answers.filter((one) => one.type === type && isHeard(one));
    const told = new Map<string, { readonly says: string; readonly servers: readonly string[] }>();
    for (const { records, status, server } of own) {
      const key = JSON.stringify([status, records]);
      const says = status === 'ok' ? tellRecords(records) : status;
      told.set(key, { says, servers: [...(told.get(key)?.servers ?? []), server.text] });
    }
    if (told.size <= 1) return [];
    const sides = [...told.values()].map(
      ({ says, servers }) => `${servers.join(' and ')} ${servers.length === 1 ? 'says' : 'say'} ${says}`,
    );
    const text = `the name servers do not agree on ${name} ${type}: ${sides.join('; ')}`;
    return [{ id: 'disagree', status: expect.agree === true ? ('fail' as const) : ('warn' as const), text }];
  });
}

/** The verdict where the name is expected not to resolve: silence is no proof of that. */
export function judgeAbsence({ name, answers }: Resolved): Verdict {
  const found = answers.find(({ status }) => status === 'ok');
  if (found !== undefined) {
    const say = `${name} ${found.text} at ${found.server.text}, expected not to resolve`;
    return { outcome: 'resolves', status: 'fail', say };
  }
  const silent = answers.find((one) => !isHeard(one));
  if (silent !== undefined) {
    throw new CheckProblem({
      status: 'error',
      message: `whether ${name} resolves cannot be told: at ${silent.server.text}, it ${silent.text}`,
    });
  }
  const gone = answers.find(({ status }) => status === 'nxdomain') ?? answers[0];
  return { outcome: gone?.status ?? 'nodata', status: 'pass', say: `${name} ${gone?.text}, as expected` };
}
