import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { checks } from '../checks/index.ts';
import { UserError } from '../errors.ts';
import { openEvidenceFolder } from '../logs/evidence-folder.ts';
import type { SourceCatalog, SourceEntry } from '../logs/source.ts';
import { configSource } from '../logs/source-schema.ts';
import type { Step } from '../runbook/schema.ts';
import { cancelOnInterrupt } from './cancel-on-interrupt.ts';
import type { SignatureFlags } from './check/signature.ts';
import { runOneCheck } from './run-one-check.ts';

type Flags = { readonly [name: string]: unknown } & { readonly json?: boolean; readonly timeout?: string };

/** One check as a step: what a runbook would write, the folder it reads from, its sources, and the secrets it holds. `remove` tidies up. */
type ByHand = {
  readonly parameters: object;
  readonly folder?: string;
  readonly sources?: readonly SourceEntry[];
  readonly secrets?: readonly string[];
  readonly remove?: () => Promise<void>;
};

/** Runs one check by hand and prints its result; Ctrl-C cancels it. */
export async function runCheckByHand(kind: Exclude<keyof typeof checks, 'log'>, flags: Flags): Promise<void> {
  const byHand = await readFlags(kind, flags);
  try {
    await runByHand(kind, flags, byHand);
  } finally {
    await byHand.remove?.();
  }
}

async function runByHand(kind: keyof typeof checks, flags: Flags, byHand: ByHand): Promise<void> {
  const folder = await openEvidenceFolder(byHand.folder);
  const sources: SourceCatalog = new Map((byHand.sources ?? []).map((entry) => [entry.id, entry]));
  const step = { id: kind, risk: 'read', [kind]: byHand.parameters } as unknown as Step;
  const scope = { bindings: {}, missingInputs: [], command: () => '' };
  const secrets = byHand.secrets ?? [];
  const { signal, release } = cancelOnInterrupt();
  try {
    process.exitCode = await runOneCheck({
      kind,
      step,
      folder,
      sources,
      window: undefined,
      secrets,
      scope,
      signal,
      flags,
    });
  } finally {
    release();
  }
}

async function readFlags(kind: Exclude<keyof typeof checks, 'log'>, flags: Flags): Promise<ByHand> {
  const text = (name: string) => (typeof flags[name] === 'string' ? flags[name] : undefined);
  const some = (values: object) =>
    Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
  switch (kind) {
    case 'http': {
      const headers = Object.fromEntries((flags.header as readonly string[]).map(splitHeader));
      return {
        parameters: some({
          url: text('url'),
          method: text('method'),
          body: text('body'),
          headers,
          ca: absolute(text('cacert')),
        }),
      };
    }
    case 'tls':
      return {
        parameters: some({
          ...splitHost(text('host') ?? ''),
          servername: text('servername'),
          ca: absolute(text('cacert')),
          warn_days: flags.warnDays,
        }),
      };
    case 'signature':
      return (await import('./check/signature.ts')).readSignatureFlags(flags as SignatureFlags);
    case 'config': {
      const file = path.resolve(text('file') ?? '');
      await assertFile(file);
      const config = configSource.parse({ file: path.basename(file), fields: {} });
      const entry: SourceEntry = { id: 'file', title: path.basename(file), owner: 'you', kind: 'config', config };
      return { parameters: { source: 'file', settings: flags.settings }, folder: path.dirname(file), sources: [entry] };
    }
  }
}

async function assertFile(file: string): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (found === undefined) throw new UserError({ message: `there is no file "${file}"` });
  if (!found.isFile()) throw new UserError({ message: `"${file}" is not a file` });
}

function absolute(file: string | undefined): string | undefined {
  return file === undefined ? undefined : path.resolve(file);
}

function splitHeader(header: string): readonly [string, string] {
  const at = header.indexOf(':');
  if (at <= 0) throw new UserError({ message: `--header "${header}" is not "name: value"` });
  return [header.slice(0, at).trim(), header.slice(at + 1).trim()];
}

function splitHost(given: string): { readonly host: string; readonly port?: number } {
  const match = /^(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(given);
  if (match === null) throw new UserError({ message: `"${given}" is not a host or host:port` });
  const host = (match[1] ?? '').replace(/^\[|\]$/g, '');
  return match[2] === undefined ? { host } : { host, port: Number(match[2]) };
}
