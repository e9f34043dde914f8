import { isIP } from 'node:net';
import { z } from 'zod';
import { CheckProblem } from '../errors.ts';
import { renderShell } from '../shell.ts';
import { defineCheck } from './check.ts';
import { judgeDns } from './dns/judge.ts';
import { lookUp, systemSettings, whyLookupDiffers } from './dns/lookup.ts';
import { differsFromDns } from './dns/lookup-findings.ts';
import { reverseName, toQueryName } from './dns/name.ts';
import { type RecordType, recordTypes } from './dns/record-type.ts';
import { parseServer, type Server, systemServers } from './dns/server.ts';
import { startDeadline } from './http/deadline.ts';
import { templated } from './templated.ts';

const values = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);

const expected = z
  .strictObject({
    resolves: z.boolean().optional().describe('`false`: that the name has no such records is the pass'),
    equals: values.optional().describe('Exactly these records, at every name server that answers'),
    includes: values.optional().describe('At least these records, at every name server that answers'),
    agree: z.literal(true).optional().describe('Name servers that answer differently are a fail, not only a warning'),
    max_ttl: z.int().min(0).optional().describe('Answers may be kept for at most this many seconds'),
    min_ttl: z.int().min(0).optional().describe('Answers may be kept for at least this many seconds'),
  })
  .refine((given) => Object.values(given).some((value) => value !== undefined), { error: 'expects nothing' })
  .refine((given) => given.resolves !== false || Object.keys(given).length === 1, {
    error: '`resolves: false` leaves no records to expect anything of',
  });

const parameters = z.strictObject({
  name: templated(
    z
      .string()
      .refine((name) => isIP(name) !== 0 || toQueryName(name) !== undefined, 'must be a name of DNS or an address'),
  ).describe('The name to resolve; of an address, the name it belongs to'),
  types: z
    .array(z.enum(recordTypes))
    .min(1)
    .optional()
    .describe('The types of records to ask for; A and AAAA when left out, PTR for an address'),
  resolvers: z
    .array(
      templated(z.string().refine((text) => parseServer(text) !== undefined, 'must be an address or address:port')),
    )
    .min(1)
    .max(16)
    .optional()
    .describe("The name servers to ask, each by itself; this machine's when left out"),
  expect: expected.optional().describe('What the answers must be; that the name resolves when left out'),
  try_ms: z.int().min(1).default(2000).describe('How long a name server may take for one try'),
  tries: z.int().min(1).max(10).default(2).describe('How often it is asked before it counts as silent'),
});

type Parameters = z.output<typeof parameters>;

/**
 * The facts: `status` is the one of all answers or `mixed`; `records` are those of all name servers together, `lookup` is what programs
 * on this machine would use. One of `rows` for each name server and type.
 */
const facts = {
  status: 'string',
  resolves: 'bool',
  records: 'list<string>',
  chain: 'list<string>',
  ttl: 'dyn',
  agree: 'bool',
  lookup: 'list<string>',
  lookup_status: 'dyn',
  lookup_differs: 'bool',
  findings: 'list<string>',
  details: 'list<string>',
  rows: 'list<dyn>',
} as const;

/** Asks each name server by itself, and this machine as programs do, and says where they differ. */
export const dns = defineCheck<Parameters>({
  kind: 'dns',
  summary: 'Resolves a name at each name server and as programs do, and says where they differ',
  parameters: parameters as z.ZodType<Parameters>,
  facts,
  timeoutMs: 10_000,
  reads: () => [],
  touches: (given) => {
    const { name, types } = questionOf(given);
    return (given.resolvers ?? systemServers().map(({ text }) => text)).map((server) => ({
      what: 'query',
      text: `dns ${name} ${types.join(' ')} at ${server}`,
      writes: false,
    }));
  },
  run: async (given, context) => {
    const { name, types } = questionOf(given);
    const servers = serversOf(given);
    context.progress(`asking ${servers.map(({ text }) => text).join(', ')} for ${name}`);
    // What reads packets is loaded when a name is asked for.
    const { ask } = await import('./dns/ask.ts');
    const deadline = startDeadline(context);
    const use = { patience: { tries: given.tries, tryMs: given.try_ms }, deadline };
    const isLookedUp = isIP(given.name) === 0 && types.some((type) => type === 'A' || type === 'AAAA');
    const [answers, lookup] = await Promise.all([
      Promise.all(servers.flatMap((server) => types.map((type) => ask({ server, name, type }, use)))),
      isLookedUp ? lookUp(given.name, deadline) : undefined,
    ]).finally(deadline.stop);
    if (deadline.hit() === 'cancelled') throw new CheckProblem({ status: 'error', message: 'cancelled' });
    const isDifferent = lookup !== undefined && differsFromDns(lookup, answers);
    const why = isDifferent ? await whyLookupDiffers(given.name, systemSettings) : [];
    const looked = lookup === undefined ? undefined : { ...lookup, isDifferent, why };
    const judged = judgeDns({ name, types, answers, looked, expect: given.expect ?? { resolves: true } });
    return { ...judged, command: renderDig({ given, types, servers }) };
  },
});

function questionOf(given: Parameters): { readonly name: string; readonly types: readonly RecordType[] } {
  if (isIP(given.name) !== 0) return { name: reverseName(given.name), types: given.types ?? ['PTR'] };
  return { name: toQueryName(given.name) ?? given.name, types: [...new Set(given.types ?? (['A', 'AAAA'] as const))] };
}

function serversOf(given: Parameters): readonly Server[] {
  const servers = given.resolvers?.flatMap((text) => parseServer(text) ?? []) ?? systemServers();
  if (servers.length > 0) return servers;
  throw new CheckProblem({
    status: 'blocked',
    message: 'this machine has no name server set',
    unblock: 'Name one in `resolvers` (--resolver)',
  });
}

/** One dig line for each name server. */
function renderDig(of: {
  readonly given: Parameters;
  readonly types: readonly RecordType[];
  readonly servers: readonly Server[];
}): string {
  const { given, types, servers } = of;
  const { name } = questionOf(given);
  return servers
    .map(({ address, port }) => {
      const where = [`@${address}`, ...(port === 53 ? [] : ['-p', String(port)])];
      const questions =
        isIP(given.name) !== 0 && given.types === undefined
          ? ['-x', given.name]
          : types.flatMap((type) => [name, type]);
      return renderShell(['dig', ...where, '+noedns', ...questions]);
    })
    .join('; ');
}
