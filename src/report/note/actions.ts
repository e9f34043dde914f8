import type { FixReading } from '../../incident/events.ts';
import { renderWindow } from '../../logs/window.ts';
import type { AppliedFixReport } from '../applied-fixes.ts';
import { qualityWords } from '../quality-words.ts';
import type { Report } from '../report.ts';
import { endSentence } from '../sentence.ts';
import { type Block, code, heading, type Line, line, list, paragraph, strong } from './block.ts';
import { cite } from './cite.ts';
import { timeText } from './status.ts';

/** The actions that people confirmed, then the fixes that were applied, each with what its check said before and after. */
export function describeActions(report: Report): readonly Block[] {
  const lines = report.steps
    .filter(({ kind, isFinding }) => kind === 'do' && isFinding)
    .map(({ id, text, say, by, quality }) => {
      const who = by === undefined ? 'by whom: not recorded' : `by ${by}`;
      const known = quality === null ? 'not recorded how it is known' : qualityWords[quality];
      return line`${cite(report, id)}: ${endSentence(text)} Observed: ${say} (${who}; ${known})`;
    });
  const applied = report.appliedFixes.flatMap((one) => describeApplied(one, report));
  const isNone = lines.length === 0 && applied.length === 0;
  return [heading(2, 'Actions taken'), ...(isNone ? [paragraph('None recorded.')] : [...list(lines), ...applied])];
}

function describeApplied(applied: AppliedFixReport, report: Report): readonly Block[] {
  const { fix, party, state, because, appliedAt, saidAt, by, verified } = applied;
  const when =
    appliedAt === undefined ? `when: not recorded, by ${timeText(saidAt)} at the latest` : timeText(appliedAt);
  const last = verified.at(-1);
  const earlier = verified.length - 1;
  return [
    heading(3, line`Fix applied: ${fix.title}`),
    ...list([
      line`${strong(state)}${because === undefined ? '' : `: ${because}`}`,
      line`Applied: ${when} · By: ${by ?? 'not recorded'} · Party: ${party?.name ?? fix.party}`,
      ...(last === undefined ? [] : [line`Check: ${cite(report, last.step)} ${readWhat(last.window)}`]),
      ...(earlier > 0 ? [line`Checked ${earlier} time${earlier === 1 ? '' : 's'} before: see the JSON`] : []),
    ]),
    ...(last === undefined ? [] : describeReadings(last)),
  ];
}

function readWhat(window: AppliedFixReport['verified'][number]['window']): Line {
  return window === null ? [] : line`on what was logged since: ${code(renderWindow(window))}`;
}

function describeReadings({ before, after }: AppliedFixReport['verified'][number]): readonly Block[] {
  const rows = [
    before === null ? [['before'], ['not recorded'], [], []] : rowOf('before', before),
    rowOf('after', after),
  ];
  const commands = [...new Set([before?.command, after.command])].flatMap((command) => command ?? []);
  return [
    { kind: 'table', head: ['check', 'result', 'what it says', 'when'], rows },
    ...commands.map((text): Block => ({ kind: 'code', language: 'sh', text })),
  ];
}

function rowOf(name: string, { status, outcome, say, at, by }: FixReading): readonly Line[] {
  return [
    [name],
    line`${strong(status)}${outcome === null ? '' : ' '}${outcome === null ? '' : code(outcome)}`,
    line`${say}${by === undefined ? '' : ` (${by})`}`,
    [timeText(at)],
  ];
}
