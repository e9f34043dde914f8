import type { EvidenceFile, EvidenceFolder } from './evidence-folder.ts';
import type { LineParser } from './formats/format.ts';
import { searchFiles } from './read-lines.ts';
import { openLines, toEvent } from './read-log.ts';
import type { LogSource } from './source.ts';
import type { Window } from './window.ts';

/** The time from the first to the last event of any of the logs whose line contains a text; undefined when there is none. */
export async function spanOfLines(options: {
  readonly logs: readonly LogSource[];
  readonly folder: EvidenceFolder;
  readonly match: string;
  readonly signal: AbortSignal;
}): Promise<Window | undefined> {
  const { logs, folder, match, signal } = options;
  const owners = new Map<EvidenceFile, LogSource>();
  for (const log of logs) {
    // A file that cannot be read is told by the checks that need it.
    for (const file of await folder.files(log.files).catch(() => [])) owners.set(file, log);
  }
  const parsers = new Map<EvidenceFile, LineParser>();
  let span: Window | undefined;
  for await (const { file, line } of searchFiles({ files: [...owners.keys()], match, signal })) {
    const log = owners.get(file);
    // What is wrong with the source is told by the checks that need it, too.
    const parser =
      parsers.get(file) ?? (log && (await openLines({ log, file, sample: [line.text] }).catch(() => undefined)));
    if (parser !== undefined) parsers.set(file, parser);
    const event = log === undefined || parser === undefined ? undefined : toEvent({ log, file, parser, line });
    const from = event?.startMs ?? event?.endMs;
    const to = event?.endMs ?? event?.startMs;
    if (from === undefined || from === null || to === undefined || to === null) continue;
    span = { fromMs: Math.min(span?.fromMs ?? from, from), toMs: Math.max(span?.toMs ?? to, to) };
  }
  return span;
}
