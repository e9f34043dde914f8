import { suggest } from '../../errors.ts';
import { checkDefinition } from '../../logs/formats/check-definition.ts';
import { knowFormats } from '../../logs/formats/known-formats.ts';
import type { Runbook } from '../schema.ts';
import type { Report } from './report.ts';

/** Every format that a runbook brings reads its samples as they say, and every source names a format that is known. */
export function checkFormats(runbook: Runbook, report: Report): void {
  const wrong = runbook.formats.flatMap((format, index) =>
    checkDefinition(format).map(({ path, ...problem }) => ({ path: ['formats', index, ...path], ...problem })),
  );
  for (const problem of wrong) report(problem);
  if (wrong.length > 0) return;
  const { formats } = knowFormats(runbook.formats);
  const ids = [...formats.all.map(({ id }) => id), 'text'];
  for (const [index, { log }] of runbook.sources.entries()) {
    if (log?.format === undefined || formats.get(log.format) !== undefined) continue;
    report({
      path: ['sources', index, 'log', 'format'],
      message: `unknown format "${log.format}"`,
      hint: suggest(log.format, ids) ?? `There are ${ids.join(', ')}; define others under \`formats\`.`,
    });
  }
}
