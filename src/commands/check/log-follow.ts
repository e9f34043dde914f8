import type { LogParameters } from '../../checks/log/run.ts';
import { UserError } from '../../errors.ts';
import { parseCondition } from '../../logs/condition.ts';
import type { EvidenceFile, EvidenceFolder } from '../../logs/evidence-folder.ts';
import type { KnownFormats } from '../../logs/formats/known-formats.ts';
import { plainText } from '../../logs/formats/plain-text.ts';
import { createPasses } from '../../logs/gather/passes.ts';
import { timesOf } from '../../logs/gather/times.ts';
import { followFile } from '../../logs/read/follow-file.ts';
import { parseRegex } from '../../logs/regex.ts';
import type { SourceCatalog } from '../../logs/source.ts';
import { createRedactor } from '../../redact/redactor.ts';
import { toVisible, toVisibleJson } from '../../redact/visible.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Globals } from '../globals.ts';
import type { LogFlags } from './log-flags.ts';

/** Prints each line that comes into the files and passes the filter, made safe for a terminal and redacted, until Ctrl-C. */
export async function followLogs(options: {
  readonly folder: EvidenceFolder;
  readonly sources: SourceCatalog;
  readonly known: KnownFormats;
  readonly given: LogParameters;
  readonly flags: LogFlags;
  readonly signal: AbortSignal;
  readonly globals: Globals;
}): Promise<number> {
  const { folder, sources, given, flags, signal } = options;
  const files = (await Promise.all([...sources.keys()].map((id) => folder.files(id)))).flat();
  const packed = files.find(({ packing }) => packing !== 'none');
  if (files.length === 0 || packed !== undefined)
    throw new UserError({
      message: `${packed?.name ?? 'the source'} cannot be followed`,
      hint: 'Only files that are written right now can: logs that are not packed.',
    });
  const redactor = createRedactor({ key: String(process.pid), secrets: [] });
  const passes = createPasses({
    texts: [given.match ?? []].flat(),
    regex: given.regex === undefined ? undefined : parseRegex(given.regex),
    where: [given.where ?? []].flat().map(parseCondition),
  });
  let count = 0;
  await Promise.all(
    files.map((file) => {
      const parse = parserOf(file, options);
      const hideKey = redactor.keyLines();
      return followFile({
        file,
        from: file.bytes,
        signal,
        onRestart: () => {
          const text = `${file.name} was cut or replaced, and is followed from its beginning`;
          process.stderr.write(`causebook: ${toVisible(text)}\n`);
        },
        onLine: (text) => {
          // Each line counts for it, also one that is not shown.
          const withoutKey = hideKey(text);
          const parsed = parse(text) ?? { atMs: Number.NaN, resolutionMs: Number.NaN, fields: {} };
          const event = timesOf(
            parsed,
            { raw: text, ref: 0, part: 0, line: 0 },
            { stamps: 'start', duration: undefined },
          );
          if (text === '' || passes?.(event) === false) return;
          count += 1;
          const name = files.length === 1 ? '' : `${file.name}: `;
          const shown = redactor.text(withoutKey);
          const { fields } = withoutKey === text ? parsed : (parse(withoutKey) ?? { fields: {} });
          process.stdout.write(
            flags.json === true
              ? `${toVisibleJson(JSON.stringify({ source: file.name, text: shown, fields: redactor.value(fields) }))}\n`
              : `${toVisible(`${name}${shown}`)}\n`,
          );
        },
      });
    }),
  );
  process.stderr.write(`${count} ${count === 1 ? 'line' : 'lines'} came\n`);
  return exitCodes.interrupted;
}

/** The format is found from the first line that has one: a log may be empty when it is first looked at. */
function parserOf(file: EvidenceFile, { known, flags }: { readonly known: KnownFormats; readonly flags: LogFlags }) {
  const context = { zone: flags.zone ?? 'UTC', modifiedMs: Date.now() };
  let parser = flags.format === undefined ? undefined : known.formats.get(flags.format)?.open(context);
  return (text: string) => {
    parser ??= known.formats.detect([text], { ...context, modifiedMs: file.modifiedMs })?.open(context);
    return (parser ?? plainText.open(context)).parse(text);
  };
}
