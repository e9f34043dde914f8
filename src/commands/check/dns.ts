import { type CommonFlags, runByHand } from '../run-by-hand.ts';

type DnsFlags = CommonFlags & {
  readonly type: readonly string[];
  readonly resolver: readonly string[];
  readonly expect: readonly string[];
  readonly includes: readonly string[];
  readonly absent?: boolean;
  readonly agree?: boolean;
  readonly maxTtl?: number;
};

const flagNames = {
  name: 'the name',
  types: '--type',
  resolvers: '--resolver',
  'expect.equals': '--expect',
  expect: '--',
};

/** Resolves a name by hand. */
export async function checkDns(name: string, flags: DnsFlags): Promise<void> {
  const expect = {
    ...(flags.absent === true ? { resolves: false } : {}),
    ...(flags.expect.length === 0 ? {} : { equals: flags.expect }),
    ...(flags.includes.length === 0 ? {} : { includes: flags.includes }),
    ...(flags.agree === true ? { agree: true } : {}),
    ...(flags.maxTtl === undefined ? {} : { max_ttl: flags.maxTtl }),
  };
  const parameters = {
    name,
    types: orNone(flags.type.map((type) => type.toUpperCase())),
    resolvers: orNone(flags.resolver),
    expect: Object.keys(expect).length === 0 ? undefined : expect,
  };
  await runByHand({ kind: 'dns', parameters, flagNames }, flags);
}

function orNone(list: readonly string[]): readonly string[] | undefined {
  return list.length === 0 ? undefined : list;
}
