import { leftOutOf } from '../../incident/paste/told.ts';
import type { PastedText } from '../../incident/state.ts';
import { renderGap } from '../../plot/time-text.ts';
import type { Report } from '../report.ts';
import type { StepReport } from '../steps.ts';
import { type Block, code, heading, joined, type Line, line, list, paragraph } from './block.ts';
import { isRecorded } from './cite.ts';
import { codeOrNothing, timeText } from './status.ts';

/** The last part of the appendix: what the walk was given, when each step ran, and which runbook and tool made the note. */
export function describeOrigin({ header, audience, steps }: Report): readonly Block[] {
  const inputs = header.inputs.map(({ id, value }) => line`${code(id)} = ${code(value)}`);
  const recorded = steps.filter(isRecorded);
  const open = header.answered.filter(({ step }) => !recorded.some(({ id }) => id === step));
  const putOff = open.map(({ step, at }) => line`${code(step)} ${timeText(at)}`);
  const changed =
    header.openedWith === undefined
      ? line``
      : line` The incident was opened with another version of it, sha256 ${code(header.openedWith)}.`;
  const owner = header.runbook.owner === '' ? '' : `, owner ${header.runbook.owner}`;
  return [
    heading(3, 'How this was found'),
    ...list([
      line`Inputs: ${inputs.length === 0 ? 'not recorded' : joined(inputs, ', ')}`,
      ...(audience === undefined ? [line`Evidence folder: ${codeOrNothing(header.evidence)}`] : []),
      ...header.pasted.map(describePasted),
      ...describeWrites(header),
      ...describeTimes(recorded),
      ...(putOff.length === 0 ? [] : [line`Asked without an answer: ${joined(putOff, ', ')}`]),
    ]),
    paragraph(
      line`Runbook ${code(header.runbook.id)}${owner}, reviewed ${header.runbook.reviewed}, sha256 ${code(header.runbook.sha256)}.${changed} Written by ${header.tool ?? 'causebook, version not recorded'}.`,
    ),
  ];
}

/** When each step ran and how long it took, by day. A question takes no time that anybody has measured. */
function describeTimes(steps: readonly StepReport[]): readonly Line[] {
  const days = new Map<string, Line[]>();
  for (const { evidenceId, startedAt, durationMs } of steps) {
    const [day = '', time = ''] = timeText(startedAt).split('T');
    const took = durationMs === null ? '' : durationMs < 1000 ? ` (${durationMs} ms)` : ` (${renderGap(durationMs)})`;
    days.set(day, [...(days.get(day) ?? []), line`${{ evidence: evidenceId }} ${time}${took}`]);
  }
  return [...days].map(([day, times]) => line`Measured or said ${day}: ${joined(times, ', ')}`);
}

/** A pasted text, or a file that a party sent: its hash as it came, and the redacted copy that checks read. */
function describePasted(pasted: PastedText): Line {
  const { source, file, lines, bytes, sha256, origin } = pasted;
  const left = leftOutOf(pasted);
  const told = left === '' ? '' : `; ${left}`;
  if (origin !== undefined) {
    const from = origin.from === undefined ? '' : ` from ${origin.from}`;
    return line`Received: ${code(origin.name)}${from}, for ${code(source)}, ${origin.bytes} bytes, sha256 ${code(origin.sha256)}; read as ${code(file)}, redacted${told}`;
  }
  return line`Pasted: ${code(file)} for ${code(source)}, ${lines} line${lines === 1 ? '' : 's'}, ${bytes} bytes, sha256 ${code(sha256)}${told}`;
}

/** What the incident has been allowed to write to, and what it has sent. */
function describeWrites({ testTargets, sent }: Report['header']): readonly Line[] {
  if (testTargets.length === 0) return [];
  const targets = testTargets.map(({ url, at }) => line`${code(url)} (named ${timeText(at)})`);
  const counts = sent.map(({ step, count }) => line`${count} by ${code(step)}`);
  return [
    line`Test targets: ${joined(targets, ', ')} · Requests sent to them: ${counts.length === 0 ? 'none that a finished step tells of' : joined(counts, ', ')}`,
  ];
}
