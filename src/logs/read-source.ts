import { CheckProblem, messageOf } from '../errors.ts';
import type { TableRow } from './create-table.ts';
import type { EvidenceFile, EvidenceFolder } from './evidence-folder.ts';
import { readConfig } from './read-config.ts';
import { maxEvents, readLog } from './read-log.ts';
import { noReport, type ReadReport } from './read-report.ts';
import type { FileEntry, SourceEntry, TableUse } from './source.ts';
import type { Window } from './window.ts';

/** What a question may see, and the signal that cancels it. */
export type Scope = { readonly window: Window | undefined; readonly signal: AbortSignal };

/** Reads a settings file as a table of one row, a column a setting; no row where there is no file. */
export async function readSettings(entry: SourceEntry & { readonly kind: 'config' }, files: readonly EvidenceFile[]) {
  const file = files[0];
  if (file === undefined) return { rows: [], report: noReport };
  const settings = await readConfig(file, entry.config);
  const row: TableRow = Object.fromEntries(settings.map((setting) => [setting.name, setting.value]));
  const text = settings
    .filter((setting) => setting.name in entry.config.fields)
    .map((setting) => `${setting.path}=${String(setting.value)}`)
    .join(' ');
  const report = {
    ...noReport,
    files: [file.name],
    bytes: file.bytes,
    lines: settings.length,
    parsed: settings.length,
  };
  return { rows: [{ ...row, _ref: file.name, _raw: text }], report };
}

/** Reads a log as rows; throws a `CheckProblem` where what was read is no ground for an answer. */
export async function readEvents(options: {
  readonly entry: SourceEntry & { readonly kind: 'log' };
  readonly files: readonly EvidenceFile[];
  readonly use: TableUse;
  readonly scope: Scope;
}): Promise<{ readonly rows: readonly TableRow[]; readonly report: ReadReport }> {
  const { entry, files, use, scope } = options;
  const { events, report } = await readLog({
    log: entry.log,
    files,
    match: use.match,
    window: scope.window,
    signal: scope.signal,
  });
  const trouble = troubleWith(report);
  if (trouble !== undefined) {
    throw new CheckProblem({
      status: 'error',
      message: `${entry.title}: ${trouble}`,
      unblock: `Ask ${entry.owner} for it again, as text`,
    });
  }
  // The fields are ours alone, so the row is made of them without a copy: this is the hot path of every start.
  const rows = events.map((event) =>
    Object.assign(event.fields, {
      ts: event.startMs ?? event.endMs,
      start_ms: event.startMs,
      end_ms: event.endMs,
      resolution_ms: event.resolutionMs,
      _ref: `${event.file}:${event.line}`,
      _raw: event.raw,
    }),
  );
  return { rows, report };
}

/** Why what was read is no ground for an answer, or undefined when it is. */
function troubleWith(report: ReadReport): string | undefined {
  if (report.parsed === 0 && report.problems.length > 0) return report.problems.join('; ');
  if (report.parsed === 0 && report.unparsed > 0) {
    return `none of the ${report.unparsed} lines read from ${report.files.join(', ')} could be understood (first at ${report.firstUnparsed})`;
  }
  return report.inWindow > maxEvents
    ? `${report.inWindow} events lie in the window, more than ${maxEvents}; narrow the window`
    : undefined;
}

/** The files of a source; throws a `CheckProblem` that is blocked where there are none and the question needs them. */
export async function filesOf(options: {
  readonly folder: EvidenceFolder;
  readonly entry: FileEntry;
  readonly optional: boolean;
}): Promise<readonly EvidenceFile[]> {
  const { folder, entry, optional } = options;
  const globs = [entry.kind === 'log' ? entry.log.files : entry.config.file].flat();
  const files = await folder.files(globs).catch((cause: unknown) => {
    throw new CheckProblem(
      { status: 'error', message: `${entry.title}: ${messageOf(cause)}`, unblock: `Ask ${entry.owner} for it again` },
      { cause },
    );
  });
  if (files.length === 0 && !optional) throw missing(entry, globs.join(', '));
  return files;
}

/** That a source is not there, what would help, and whom to ask. */
export function missing(entry: SourceEntry, what: string): CheckProblem {
  return new CheckProblem({
    status: 'blocked',
    message: `${entry.title} is not in the evidence folder`,
    unblock: `Ask ${entry.owner} for ${what}`,
  });
}
