import { UserError } from '../../errors.ts';
import { createZone } from '../../logs/formats/stamp/zone.ts';
import type { Runbook } from '../schema.ts';
import type { Path, Report } from './report.ts';

/** Every file of a source lies in the evidence folder, where alone it is looked for, and every zone is known. */
export function checkSources(runbook: Runbook, report: Report): void {
  for (const [index, { log, config }] of runbook.sources.entries()) {
    const at = (...path: Path): Path => ['sources', index, ...path];
    if (typeof log?.files === 'string') checkFile(log.files, at('log', 'files'), report);
    else for (const [n, file] of (log?.files ?? []).entries()) checkFile(file, at('log', 'files', n), report);
    if (config !== undefined) checkFile(config.file, at('config', 'file'), report);
    if (log?.zone !== undefined) checkZone(log.zone, at('log', 'zone'), report);
  }
}

function checkFile(file: string, path: Path, report: Report): void {
  if (!/^(?:[/~\\]|[A-Za-z]:[\\/])/.test(file) && !file.split(/[\\/]/).includes('..')) return;
  report({
    path,
    message: `"${file}" is outside the evidence folder, and would never be found`,
    hint: 'Write its path inside that folder, which is named with --evidence.',
  });
}

function checkZone(zone: string, path: Path, report: Report): void {
  // What an input says is known when it is given.
  if (zone.includes('${{')) return;
  try {
    createZone(zone);
  } catch (cause) {
    if (!(cause instanceof UserError)) throw cause;
    report({ path, message: `unknown time zone "${zone}"`, hint: 'Give a name such as Europe/Berlin, or +02:00.' });
  }
}
