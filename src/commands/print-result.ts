import { renderRow } from '../checks/sql/render-row.ts';
import type { CheckResult } from '../incident/events.ts';
import type { Value } from '../logs/value.ts';
import type { Picture } from '../plot/picture.ts';
import { toVisible } from '../redact/visible.ts';
import { pictureToJson } from '../report/picture-json.ts';
import { exitCodes } from './exit-codes.ts';
import { printJson } from './print-json.ts';
import { renderRows } from './render-rows.ts';

/** Prints the result of one check, as text or as JSON (design, "JSON"), and gives the exit code. */
export async function printResult(
  kind: string,
  result: CheckResult,
  flags: { readonly json?: boolean | undefined },
): Promise<number> {
  if (flags.json === true) printJson(toJson(kind, result));
  else process.stdout.write(`${await renderResult(result)}${await renderPictures(result.pictures ?? [])}`);
  return exitCodeOf(result);
}

async function renderResult(result: CheckResult): Promise<string> {
  const { rows, read } = result.facts;
  const table = Array.isArray(rows) ? (rows as readonly Row[]) : [];
  const isSaid = isSaidAlready(result.say, table);
  const lines = [
    `${result.status}: ${result.say}`,
    ...(result.unblock === undefined ? [] : [`  ${result.unblock}`]),
    ...advicesOf(result.facts.findings),
    ...assumptionsOf(result.facts.retry),
    ...result.evidence
      .filter(({ text }) => !isSaid(text))
      .map((one) => `  ${one.line === undefined ? one.source : `${one.source}:${one.line}`}  ${cut(one.text)}`),
    ...(isRead(read) ? [`  read: ${read.say}`] : []),
    ...(result.command === null ? [] : [`  $ ${result.command}`]),
  ].map(toVisible);
  if (table.length === 0) return `${lines.join('\n')}\n`;
  return `${lines.join('\n')}\n\n${await renderRows(table, { columns: process.stdout.columns || undefined })}`;
}

/** Evidence that only says again what the sentence or a row of the table says: a note needs it, the screen does not. */
function isSaidAlready(say: string, rows: readonly Row[]): (text: string) => boolean {
  const lines = new Set(rows.slice(0, maxRowLines).map(renderRow));
  return (text) => lines.has(text) || (text !== '' && say.endsWith(text));
}

/** Findings that say what to do about them, one a line. */
function advicesOf(findings: Value | undefined): readonly string[] {
  if (!Array.isArray(findings)) return [];
  return (findings as readonly Value[]).flatMap((finding) => {
    if (typeof finding !== 'object' || finding === null || !('do' in finding) || !('say' in finding)) return [];
    return [`  - ${finding.status}: ${finding.say}. ${finding.do}`];
  });
}

/** What a retry policy was read with, and what its file does not say. */
function assumptionsOf(retry: Value | undefined): readonly string[] {
  if (typeof retry !== 'object' || retry === null || !('assumed' in retry) || !('unknown' in retry)) return [];
  const told = (title: string, list: Value | undefined) =>
    Array.isArray(list) && list.length > 0 ? [`  ${title}: ${list.join('; ')}`] : [];
  return [...told('assumed', retry.assumed), ...told('not in the file', retry.unknown)];
}

type Row = { readonly [column: string]: Value };

function isRead(read: Value | undefined): read is { readonly say: string } {
  return typeof read === 'object' && read !== null && 'say' in read && typeof read.say === 'string';
}

/** A line may be as long as a page. */
function cut(text: string): string {
  return text.length > maxText ? `${text.slice(0, maxText)} …` : text;
}

const maxText = 400;
/** More rows than that are no evidence of any check. */
const maxRowLines = 20;

/** As wide as the terminal, or 80 columns in a pipe. Drawing measures text, which takes 20 ms to load: only where there is something to draw. */
async function renderPictures(pictures: readonly Picture[]): Promise<string> {
  if (pictures.length === 0) return '';
  const [{ drawPicture }, { charsetOf }] = await Promise.all([
    import('../plot/draw-picture.ts'),
    import('../plot/glyphs.ts'),
  ]);
  const options = { columns: process.stdout.columns || 80, glyphs: charsetOf(process.env) };
  return pictures.map((picture) => `\n${drawPicture(picture, options).join('\n')}\n`).join('');
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
