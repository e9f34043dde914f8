import { suggest, UserError } from '../errors.ts';
import { toVisibleJson } from '../redact/visible.ts';
import { reportFor } from '../report/audience.ts';
import { renderChat } from '../report/chat.ts';
import { renderHtml } from '../report/html.ts';
import { renderJson } from '../report/json.ts';
import { renderMarkdown, renderNote } from '../report/markdown.ts';
import { describeFix } from '../report/note/fixes.ts';
import type { Report } from '../report/report.ts';
import { exitCodes } from './exit-codes.ts';
import type { Globals } from './globals.ts';
import { readPastIncident, reportOfPast } from './read-incident.ts';
import { shareText } from './share-text.ts';

/** Flags of `note`. `party` is who reads a partner's note; `fix` prints one fix alone. */
export type NoteFlags = {
  readonly format: 'md' | 'html' | 'json' | 'chat';
  readonly audience: 'internal' | 'partner';
  readonly party?: string;
  readonly fix?: string;
  readonly output?: string;
  readonly force?: boolean;
  readonly yes?: boolean;
  readonly skipDamaged?: boolean;
};

/** Prints the incident note, or writes it to a file; a file that is there stays, unless forced. */
export async function note(id: string | undefined, flags: NoteFlags, globals: Globals): Promise<void> {
  const report = await readReport(id, flags, globals);
  const text = render(report, flags);
  const { output } = flags;
  if (output === undefined) process.stdout.write(text);
  else {
    const [yes, isNew] = [flags.yes === true, flags.force !== true];
    const isWritten = await shareText({ report, text, file: output, yes, isNew, globals });
    if (!isWritten) process.exitCode = exitCodes.inconclusive;
  }
}

async function readReport(id: string | undefined, flags: NoteFlags, globals: Globals): Promise<Report> {
  const past = await readPastIncident(id, globals, flags);
  const { folder, runbook } = past;
  const report = reportOfPast(past);
  const { parties } = runbook.runbook;
  if (flags.audience === 'internal') {
    if (flags.party === undefined) return report;
    throw new UserError({ message: '--party goes with --audience partner' });
  }
  const party = parties.find((one) => one.id === flags.party);
  if (party !== undefined) return reportFor(report, { party, runbook, key: folder.key });
  const ids = parties.map((one) => one.id);
  const hint = `Name the party that reads it: --party ${ids.join(', --party ')}.`;
  if (flags.party === undefined)
    throw new UserError({ message: 'a note for a partner is written for one party', hint });
  throw new UserError({ message: `there is no party "${flags.party}"`, hint: suggest(flags.party, ids) ?? hint });
}

function render(report: Report, { format, fix: id }: NoteFlags): string {
  if (id !== undefined) return renderFix(report, { id, format });
  switch (format) {
    case 'md':
      return renderMarkdown(report);
    case 'html':
      return renderHtml(report);
    case 'chat':
      return renderChat(report);
    case 'json':
      return `${toVisibleJson(JSON.stringify(renderJson(report), null, 2))}\n`;
  }
}

function renderFix(report: Report, { id, format }: { readonly id: string; readonly format: string }): string {
  const advice = report.fixes.find(({ fix }) => fix.id === id);
  const ids = report.fixes.map(({ fix }) => fix.id);
  if (advice === undefined)
    throw new UserError({
      message: `there is no fix "${id}"`,
      hint: suggest(id, ids) ?? `There are ${ids.join(', ')}.`,
    });
  if (format !== 'md')
    throw new UserError({ message: `--fix prints Markdown: it does not go with --format ${format}` });
  return renderNote({ title: advice.fix.title, blocks: describeFix(advice, report) });
}
