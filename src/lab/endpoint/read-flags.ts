import { validateHeaderName } from 'node:http';
import { UserError } from '../../errors.ts';
import { parseDuration } from '../../logs/window.ts';
import type { KeyMode } from './key-desk.ts';
import { drops, type EndpointSettings, type PlannedAnswer, type TlsFault } from './settings.ts';

/** The flags of `causebook lab endpoint` that say how it behaves. */
export type EndpointFlags = {
  readonly port: string;
  readonly delay: string;
  readonly status: string;
  readonly drop?: PlannedAnswer['drop'];
  readonly slowBody: string;
  readonly idempotency: KeyMode;
  readonly idempotencyHeader: string;
  readonly requireKey?: boolean;
  readonly otherBody: 'refuse' | 'replay';
  readonly nodes?: string;
  readonly tls?: TlsFault;
  readonly rate?: string;
  readonly retryAfter?: string;
};

/** Turns flags into settings; throws a `UserError` that names the flag. */
export function readEndpointFlags(flags: EndpointFlags): EndpointSettings {
  const plan = flags.status.split(',').map(readPlanned);
  return {
    port: readCount('--port', flags.port, { least: 0, most: 65_535 }),
    delayMs: readTime('--delay', flags.delay),
    plan: flags.drop === undefined ? plan : plan.map(({ status }) => ({ status, drop: flags.drop as 'before' })),
    slowBodyMs: readTime('--slow-body', flags.slowBody),
    idempotency: flags.idempotency,
    keyHeader: readHeaderName(flags.idempotencyHeader),
    isKeyRequired: flags.requireKey === true,
    otherBody: flags.otherBody,
    nodes: readCount('--nodes', flags.nodes ?? (flags.idempotency === 'per-node' ? '3' : '1'), { least: 1, most: 100 }),
    tls: flags.tls,
    rate: flags.rate === undefined ? undefined : readRate(flags.rate),
    retryAfterS:
      flags.retryAfter === undefined
        ? undefined
        : readCount('--retry-after', flags.retryAfter, { least: 0, most: 86_400 }),
  };
}

function readPlanned(text: string): PlannedAnswer {
  const word = text.trim();
  const drop = drops.find((one) => word === `drop-${one}`);
  if (drop !== undefined) return { status: 201, drop };
  if (/^[2-5]\d\d$/.test(word)) return { status: Number(word) };
  throw new UserError({
    message: `--status: "${word}" is no status from 200 to 599`,
    hint: `Write for example 503,503,201; ${drops.map((one) => `drop-${one}`).join(', ')} cut the connection.`,
  });
}

function readTime(flag: string, text: string): number {
  try {
    const ms = parseDuration(text);
    if (ms <= 10 * 60_000) return ms;
  } catch {
    // Told below, with the flag.
  }
  throw new UserError({
    message: `${flag}: "${text}" is not a time up to 10m`,
    hint: 'Write for example 2500ms or 5s.',
  });
}

function readCount(
  flag: string,
  text: string,
  { least, most }: { readonly least: number; readonly most: number },
): number {
  const count = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (count >= least && count <= most) return count;
  throw new UserError({ message: `${flag}: "${text}" is not a whole number from ${least} to ${most}` });
}

function readRate(text: string): { readonly count: number; readonly perMs: number } {
  const match = /^(\d{1,5})\/(s|m|h)$/.exec(text);
  const count = Number(match?.[1] ?? 0);
  if (count === 0)
    throw new UserError({ message: `--rate: "${text}" is no rate`, hint: 'Write for example 5/s or 100/m.' });
  return { count, perMs: parseDuration(`1${match?.[2]}`) };
}

function readHeaderName(name: string): string {
  try {
    validateHeaderName(name);
    return name.toLowerCase();
  } catch (cause) {
    throw new UserError({ message: `--idempotency-header: "${name}" is no name of a header` }, { cause });
  }
}
