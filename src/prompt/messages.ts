import type { Session } from '../incident/session.ts';
import { describeSteps } from '../report/steps.ts';

/** What to ask each party in one message, the questions that tell most first, and the command that writes it out to be sent. */
export function renderMessages(session: Session): readonly string[] {
  const { state, diagnosis } = session.snapshot();
  const { parties } = session.runbook.runbook;
  const steps = describeSteps(session.runbook.runbook, state);
  const incident = state.opening?.incident ?? 'INCIDENT';
  return diagnosis.messages.flatMap(({ party: id, steps: asked, why }) => {
    const party = parties.find((one) => one.id === id);
    const contact = party?.contact === undefined ? '' : ` (${party.contact})`;
    return [
      `To ${party?.name ?? id}${contact}: ${why}`,
      ...asked.map((step, index) => `  ${index + 1}. ${steps.find((one) => one.id === step)?.text ?? step} (${step})`),
      `  To send it, leave and run: causebook ask ${incident} --party ${id}`,
    ];
  });
}
