import { stat } from 'node:fs/promises';
import { parseExpectation } from '../../checks/config/expectation.ts';
import { parseObserved } from '../../checks/config/retry/observed.ts';
import { roleNames } from '../../checks/config/retry/roles.ts';
import { config as check } from '../../checks/config.ts';
import { fileTouches } from '../../checks/touches.ts';
import { suggest, UserError } from '../../errors.ts';
import { type SettingsFormat, settingsFormats } from '../../logs/settings/format.ts';
import type { SourceEntry } from '../../logs/source.ts';
import { configSource } from '../../logs/source-schema.ts';
import { cancelOnInterrupt } from '../cancel-on-interrupt.ts';
import { exitCodes } from '../exit-codes.ts';
import { printDryRunOfCheck } from '../print-dry-run.ts';
import { type CommonFlags, runByHand } from '../run-by-hand.ts';
import { assertFlags } from './assert-flags.ts';
import { openLogFiles } from './log-files.ts';

/** What `check config` takes on the command line. */
export type ConfigFlags = CommonFlags & {
  readonly format?: string;
  readonly expect?: readonly string[];
  readonly retry?: boolean;
  readonly role?: readonly string[];
  readonly counts?: string;
  readonly unit?: string;
  readonly receiver?: string;
  readonly answers?: string;
  readonly observed?: string;
  readonly durations?: string;
  readonly log?: string;
  readonly match?: readonly string[];
  readonly duration?: string;
};

const flagNames = { source: 'the file', settings: 'the settings', 'retry.observed': '--observed', retry: '--' };

/** Reads a settings file by hand, judges its settings and its retry policy. */
export async function checkConfig(name: string, settings: readonly string[], flags: ConfigFlags): Promise<void> {
  const expect = flags.expect ?? [];
  for (const text of expect) parseExpectation(text);
  const given = {
    source: 'settings',
    ...(settings.length === 0 ? {} : { settings }),
    ...(expect.length === 0 ? {} : { expect }),
    ...(flags.retry === true ? { retry: readRetry(flags) } : assertNoRetryFlags(flags)),
  };
  assertFlags(check, given, flagNames);
  if (flags.dryRun === true) return dryRunConfig(name, flags);
  await assertNoFolder(name);
  const files = [`settings=${name}`, ...(flags.log === undefined ? [] : [`requests=${flags.log}`])];
  const logFlags = flags.duration === undefined ? {} : { duration: flags.duration };
  const interrupt = cancelOnInterrupt();
  const { signal } = interrupt;
  const opened = await openLogFiles({ files, flags: logFlags, signal }).catch((cause: unknown) => {
    interrupt.release();
    if (!signal.aborted) throw cause;
    process.exitCode = exitCodes.interrupted;
  });
  if (opened === undefined) return;
  try {
    const config = configSource.parse({ file: 'settings', fields: {}, format: readFormat(flags.format) });
    const entry: SourceEntry = { id: 'settings', title: name, owner: 'you', kind: 'config', config };
    const log = opened.sources.get('requests');
    const sources = log === undefined ? [entry] : [entry, log, requestsOf(flags.match ?? [])];
    await runByHand({ kind: 'config', parameters: given, flagNames, folder: opened.folder, sources, interrupt }, flags);
  } finally {
    opened.close();
    interrupt.release();
  }
}

/** What it would touch; files are looked at only when it runs. */
function dryRunConfig(name: string, flags: ConfigFlags): void {
  const files = [name, ...(flags.log === undefined ? [] : [flags.log])];
  const touches = fileTouches(...files.map((file) => (file === '-' ? 'standard input' : file)));
  printDryRunOfCheck({ kind: 'config', preview: { status: 'ready', touches } }, flags);
}

async function assertNoFolder(name: string): Promise<void> {
  const found = await stat(name).catch(() => undefined);
  if (found?.isDirectory() === true) throw new UserError({ message: `"${name}" is a folder`, hint: 'Name one file.' });
}

/** The requests of a log as a view, so that lines which are none of them are left out. */
function requestsOf(match: readonly string[]): SourceEntry {
  const use = { source: 'requests', optional: false, ...(match.length === 0 ? {} : { match }) };
  const sql = { text: 'select * from requests where start_ms is not null', values: [] };
  return { id: 'seen', title: 'requests', owner: 'you', kind: 'view', from: [use], sql };
}

function readRetry(flags: ConfigFlags): object {
  const { counts, unit, receiver, answers, observed, durations, log } = flags;
  if (observed !== undefined && log !== undefined)
    throw new UserError({ message: '--observed and --log both say when requests started: give one of them' });
  if (observed !== undefined) parseObserved(observed.split(','));
  const seen =
    log !== undefined
      ? { source: 'seen' }
      : observed === undefined
        ? undefined
        : {
            starts: observed.split(',').map((start) => start.trim()),
            ...(durations === undefined ? {} : { durations: durations.split(',').map(toDuration) }),
          };
  return {
    ...Object.fromEntries((flags.role ?? []).map(readRole)),
    ...(counts === undefined ? {} : { counts }),
    ...(unit === undefined ? {} : { unit }),
    ...(receiver === undefined ? {} : { receiver }),
    ...(answers === undefined ? {} : { answers: answers.split(',').map(Number) }),
    ...(seen === undefined ? {} : { observed: seen }),
  };
}

function assertNoRetryFlags(flags: ConfigFlags): object {
  const names = ['counts', 'unit', 'receiver', 'answers', 'observed', 'durations', 'log', 'duration'] as const;
  const stray = [
    ...names.filter((name) => flags[name] !== undefined),
    ...(['role', 'match'] as const).filter((name) => (flags[name] ?? []).length > 0),
  ][0];
  if (stray !== undefined) throw new UserError({ message: `--${stray} belongs to --retry`, hint: 'Add --retry.' });
  return {};
}

function readRole(text: string): readonly [string, string] {
  const [role = '', ...rest] = text.split('=');
  const setting = rest.join('=');
  if ((roleNames as readonly string[]).includes(role) && setting !== '') return [role, setting];
  throw new UserError({
    message: `--role "${text}" names no part of a retry policy`,
    hint: suggest(role, roleNames) ?? `Write for example timeout=http.timeout. There are ${roleNames.join(', ')}.`,
  });
}

function toDuration(text: string): number | null {
  if (text.trim() === '') return null;
  const ms = Number(text);
  if (Number.isFinite(ms) && ms >= 0) return ms;
  throw new UserError({ message: `--durations: "${text}" is no number of milliseconds` });
}

function readFormat(format: string | undefined): SettingsFormat | undefined {
  const known = settingsFormats.find((each) => each === format);
  if (format === undefined || known !== undefined) return known;
  throw new UserError({
    message: `there is no format "${format}"`,
    hint: suggest(format, settingsFormats) ?? `There are ${settingsFormats.join(', ')}.`,
  });
}
