import { paintStatus } from '../../prompt/status-mark.ts';
import { toVisible } from '../../redact/visible.ts';
import type { Finding } from './finding.ts';

/** Renders findings as lines of at most `columns`, each with a mark, a word and what it is about; under it what to do. */
export function renderFindings(
  findings: readonly Finding[],
  { color, columns }: { readonly color: boolean; readonly columns: number },
): string {
  const width = Math.max(...findings.map(({ id }) => id.length));
  const indent = width + 10;
  const below = `\n${' '.repeat(indent)}`;
  const fold = (text: string) => foldText(toVisible(text), columns - indent).join(below);
  const lines = findings.map(({ id, status, say, advice }) => {
    const told = `${paintStatus(status, color)}  ${id.padEnd(width)}  ${fold(say)}`;
    return advice === undefined ? told : `${told}${below}→ ${fold(advice)}`;
  });
  return [...lines, '', tellAll(findings), ''].join('\n');
}

function tellAll(findings: readonly Finding[]): string {
  const count = (status: Finding['status']) => findings.filter((one) => one.status === status).length;
  const [failed, warned] = [count('fail'), count('warn')];
  if (failed > 0)
    return `${failed === 1 ? '1 thing that checks need is' : `${failed} things that checks need are`} missing.`;
  if (warned > 0) return `All that checks need is there; ${warned === 1 ? '1 warning' : `${warned} warnings`}.`;
  return 'All is there.';
}

/** Broken at spaces. */
function foldText(text: string, columns: number): readonly string[] {
  const rows: string[] = [];
  for (const word of text.split(' ')) {
    const row = rows.at(-1);
    if (row === undefined || row.length + 1 + word.length > columns) rows.push(word);
    else rows[rows.length - 1] = `${row} ${word}`;
  }
  return rows;
}
