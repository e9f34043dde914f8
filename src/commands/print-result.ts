import type { CheckResult } from '../incident/events.ts';
import { drawPicture } from '../plot/draw-picture.ts';
import { charsetOf } from '../plot/glyphs.ts';
import type { Picture } from '../plot/picture.ts';
import { toVisible, toVisibleLines } from '../redact/visible.ts';
import { pictureToJson } from '../report/picture-json.ts';
import { exitCodes } from './exit-codes.ts';
import { printJson } from './print-json.ts';

/** Prints the result of one check, as text or as JSON (design, "JSON"), and gives the exit code. */
export function printResult(kind: string, result: CheckResult, flags: { readonly json?: boolean | undefined }): number {
  if (flags.json === true) printJson(toJson(kind, result));
  else process.stdout.write(renderResult(result));
  return exitCodeOf(result);
}

function renderResult(result: CheckResult): string {
  const lines = [
    `${result.status}: ${result.say}`,
    ...(result.unblock === undefined ? [] : [`  ${result.unblock}`]),
    ...result.evidence.map(
      (one) => `  ${one.line === undefined ? one.source : `${one.source}:${one.line}`}  ${one.text}`,
    ),
    ...(result.command === null ? [] : [`  $ ${result.command}`]),
  ].map(toVisible);
  const rows = result.facts.rows;
  const table =
    Array.isArray(rows) && rows.length > 0
      ? `${toVisibleLines(rows.map((row) => JSON.stringify(row)).join('\n'))}\n`
      : '';
  return `${lines.join('\n')}\n${table}${(result.pictures ?? []).map(renderPicture).join('')}`;
}

/** As wide as the terminal, or 80 columns in a pipe. */
function renderPicture(picture: Picture): string {
  const columns = process.stdout.columns || 80;
  return `\n${drawPicture(picture, { columns, glyphs: charsetOf(process.env) }).join('\n')}\n`;
}

function toJson(kind: string, result: CheckResult): object {
  const { status, outcome, say, facts, evidence, command, startedAt, durationMs, pictures = [] } = result;
  return {
    kind,
    status,
    outcome,
    say,
    facts,
    evidence,
    command,
    started_at: startedAt,
    duration_ms: durationMs,
    ...(pictures.length === 0 ? {} : { pictures: pictures.map(pictureToJson) }),
  };
}

function exitCodeOf({ status }: CheckResult): number {
  if (status === 'fail') return exitCodes.found;
  if (status === 'warn') return exitCodes.warnings;
  return status === 'pass' ? exitCodes.pass : exitCodes.inconclusive;
}
