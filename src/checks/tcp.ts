import { z } from 'zod';
import { CheckProblem } from '../errors.ts';
import { toVisible } from '../redact/visible.ts';
import { renderShell } from '../shell.ts';
import { defineCheck } from './check.ts';
import { startDeadline } from './http/deadline.ts';
import { renderTarget, type Target } from './http/failure.ts';
import { addressesOf } from './tcp/addresses.ts';
import { judgeTcp } from './tcp/judge.ts';
import { knock } from './tcp/knock.ts';
import { parseTarget, readTarget, type Tried } from './tcp/target.ts';
import { templated } from './templated.ts';

const host = z.string().regex(/^[^\s/@]+$/, 'must be a host name or address, without a scheme and path');
const port = templated(z.int().min(1).max(65_535));

const parameters = z
  .strictObject({
    host: templated(host).optional().describe('The host to connect to; every address of its name is tried'),
    port: z
      .union([port, z.array(port).min(1).max(32)])
      .optional()
      .describe('Its port, or several'),
    targets: z
      .array(
        templated(
          z.string().refine((text) => readTarget(text) !== undefined, 'must be host:port, like db.example.com:5432'),
        ),
      )
      .min(1)
      .max(32)
      .optional()
      .describe('Several hosts, each as host:port, in place of `host` and `port`'),
    expect: z
      .enum(['open', 'closed'])
      .default('open')
      .describe('`closed`: a port that refuses or does not answer is the pass'),
    connect_ms: z
      .int()
      .min(1)
      .default(5000)
      .describe('An address that has not answered after this many milliseconds is `filtered`'),
    max_connect_ms: z.number().positive().optional().describe('Slower than this is a fail'),
    banner: z.boolean().default(false).describe('Waits for the first line that the server sends'),
    banner_ms: z.int().min(1).default(2000).describe('How long it waits for that'),
    send: z.string().max(4096).optional().describe('What to send once the connection stands, to get an answer'),
  })
  .refine((given) => (given.targets === undefined) === (given.host !== undefined && given.port !== undefined), {
    error: 'needs `host` and `port`, or `targets`',
  });

type Parameters = z.output<typeof parameters>;

/** The facts: `outcome` of all together, `open` is true where every address is, and one of `rows` for each address of each target. */
const facts = {
  outcome: 'string',
  open: 'bool',
  open_count: 'int',
  tried: 'int',
  connect_ms: 'dyn',
  banner: 'dyn',
  rows: 'list<dyn>',
} as const;

/** Connects to every address of every target, side by side, and tells refused, filtered, reset and unreachable apart. */
export const tcp = defineCheck<Parameters>({
  kind: 'tcp',
  summary: 'Connects to ports and says which addresses are open, refused, filtered or reset',
  parameters: parameters as z.ZodType<Parameters>,
  facts,
  timeoutMs: 10_000,
  reads: () => [],
  touches: (given) =>
    targetsOf(given).map((target) => ({
      what: 'connection',
      text: renderTarget(target),
      writes: given.send !== undefined,
    })),
  run: async (given, context) => {
    const targets = targetsOf(given);
    context.progress(`connecting to ${targets.map(renderTarget).join(', ')}`);
    const deadline = startDeadline(context);
    const manner = { connectMs: given.connect_ms, banner: given.banner, bannerMs: given.banner_ms, send: given.send };
    const all = targets.map(async (target): Promise<Tried> => {
      const addresses = await addressesOf(target.host, deadline);
      const knocks = addresses.map((address) => knock({ address, port: target.port }, { manner, deadline }));
      return { target, knocks: await Promise.all(knocks) };
    });
    const tried = await Promise.all(all).finally(deadline.stop);
    if (deadline.hit() === 'cancelled') throw new CheckProblem({ status: 'error', message: 'cancelled' });
    const judged = judgeTcp(tried, { expect: given.expect, maxConnectMs: given.max_connect_ms });
    return { ...judged, command: renderNc(targets, given) };
  },
});

function targetsOf(given: Parameters): readonly Target[] {
  if (given.targets !== undefined) return given.targets.map(parseTarget);
  const bare = (given.host ?? '').replace(/^\[|\]$/g, '');
  return [given.port ?? []].flat().map((one) => ({ host: bare, port: one }));
}

/** One netcat line for each target. */
function renderNc(targets: readonly Target[], given: Parameters): string {
  const wait = ['-w', String(Math.max(1, Math.ceil(given.connect_ms / 1000)))];
  const lines = targets.map(({ host: name, port: number }) => {
    if (!given.banner && given.send === undefined) return renderShell(['nc', '-vz', ...wait, name, String(number)]);
    const input = given.send === undefined ? '' : `${renderShell(['printf', '%b', escapeSend(given.send)])} | `;
    return `${input}${renderShell(['nc', '-v', ...wait, name, String(number)])}${input === '' ? ' </dev/null' : ''}`;
  });
  return lines.join('; ');
}

/** A text as printf's %b takes it. */
function escapeSend(text: string): string {
  return toVisible(text.replaceAll('\\', '\\\\').replaceAll('\r', '\\r').replaceAll('\n', '\\n'));
}
