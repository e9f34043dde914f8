import path from 'node:path';
import { type Problem, renderProblem, UserError } from '../../errors.ts';
import { listRunbooks, type RunbookPlaces } from '../../runbook/find.ts';
import type { CheckedRunbooks, LoadedRunbook } from '../../runbook/load.ts';
import { lintRunbook } from '../lint-runbook.ts';
import type { Finding } from './finding.ts';

/** The runbooks of the places, what is wrong with any, and those that can be walked; the first place that has an id wins. */
export async function judgeRunbooks(
  places: RunbookPlaces,
  checked: CheckedRunbooks,
): Promise<{ readonly findings: readonly Finding[]; readonly runbooks: readonly LoadedRunbook[] }> {
  const winners = await listRunbooks(places);
  const findings: Finding[] = [];
  const runbooks: LoadedRunbook[] = [];
  // Where causebook is worked on, two of them are one.
  for (const place of new Map(places.map((one) => [path.resolve(one), one] as const)).values()) {
    const found = await listRunbooks([place]);
    const hidden = [...found].filter(([id, file]) => winners.get(id) !== file).map(([id]) => id);
    const names = found.size === 0 ? 'none' : `${found.size}: ${[...found.keys()].join(', ')}`;
    const less = hidden.length === 0 ? '' : ` (not used, an earlier place has it: ${hidden.join(', ')})`;
    findings.push({ id: 'runbooks', status: 'pass', say: `${path.resolve(place)}: ${names}${less}` });
    for (const [id, file] of found) {
      if (hidden.includes(id)) continue;
      const linted = await lintRunbook(file, checked).catch((cause: unknown) => {
        if (cause instanceof UserError) return cause;
        throw cause;
      });
      if (!(linted instanceof UserError)) runbooks.push(linted.loaded);
      if (linted.problems.length > 0) findings.push(tellProblems(file, linted.problems));
    }
  }
  return { findings, runbooks };
}

function tellProblems(file: string, problems: readonly Problem[]): Finding {
  const [first] = problems;
  const more = problems.length === 1 ? '' : `, and ${problems.length - 1} more`;
  const say = `${first === undefined ? file : renderProblem(first).replace(/\n.*/s, '')}${more}`;
  return { id: 'runbooks', status: 'warn', say, advice: `See them with: causebook lint ${file}` };
}
