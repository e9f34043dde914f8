import type { AxisReport } from '../axis.ts';
import { instant } from '../instant.ts';
import type { Report } from '../report.ts';
import { type Block, code, joined, type Line, line, list, strong } from './block.ts';

/** The list under the title: where the incident stands. */
export function describeStatus({ header, axes, audience }: Report): readonly Block[] {
  const runbook = line`Runbook: ${code(header.runbook.id)}`;
  const id = header.incident === undefined ? line`not recorded` : line`${code(header.incident)}`;
  return list([
    line`Status: ${strong(stateOf(axes))} · Severity: not recorded`,
    line`Incident: ${id} · ${runbook} · Opened: ${timeText(header.openedAt)} · Updated: ${timeText(header.updatedAt)}`,
    ...header.waiting.map(
      ({ from, since, steps }) =>
        line`Waiting for: ${from} since ${timeText(since)} (${joined(
          steps.map((step) => [code(step)]),
          ', ',
        )})`,
    ),
    ...(audience === undefined ? [] : [line`Written for: ${audience.party.name}`]),
  ]);
}

/** An instant of the walk, for people. */
export function timeText(at: string | undefined | null): string {
  return at === undefined || at === null ? 'not recorded' : (instant(at) ?? at);
}

/** A text that may be unknown, as code. */
export function codeOrNothing(text: string | undefined): Line {
  return text === undefined ? ['not recorded'] : [code(text)];
}

function stateOf(axes: readonly AxisReport[]): string {
  const settled = axes.filter(({ state }) => state === 'settled').length;
  const named = axes.filter(({ named }) => named !== undefined).length;
  if (settled > 0 && settled === axes.length) return 'cause found';
  if (settled > 0) return `cause found on ${settled} of ${axes.length} questions`;
  return named > 0 ? 'cause likely, not settled' : 'cause not known';
}
