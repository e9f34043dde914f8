import { writeFile } from 'node:fs/promises';
import type { Globals } from '../cli.ts';
import { toVisibleJson } from '../redact/visible.ts';
import { renderJson } from '../report/json.ts';
import { renderMarkdown } from '../report/markdown.ts';
import { askToShare } from './ask-to-share.ts';
import { exitCodes } from './exit-codes.ts';
import { readIncident } from './read-incident.ts';

/** Prints the incident note, or writes it to a file. */
export async function note(
  id: string | undefined,
  flags: { readonly format: 'md' | 'json'; readonly output?: string; readonly yes?: boolean },
  globals: Globals,
): Promise<void> {
  const report = await readIncident(id, globals);
  const text =
    flags.format === 'json'
      ? `${toVisibleJson(JSON.stringify(renderJson(report), null, 2))}\n`
      : renderMarkdown(report);
  if (flags.output === undefined) process.stdout.write(text);
  else if (await askToShare({ report, text, file: flags.output, yes: flags.yes === true, globals }))
    await writeFile(flags.output, text);
  else {
    process.stderr.write('causebook: nothing was written\n');
    process.exitCode = exitCodes.inconclusive;
  }
}
