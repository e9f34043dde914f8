import { describeMessage } from '../advice.ts';
import { qualityWords } from '../quality-words.ts';
import type { Report } from '../report.ts';
import { endSentence, openSentence } from '../sentence.ts';
import type { StepReport } from '../steps.ts';
import { codeSpan } from './code.ts';
import { escapeInline } from './escape.ts';
import { renderProseLine } from './prose.ts';

/** Renders where two sources disagree, and which of them counts. */
export function renderContradictions({ contradictions }: Report): string {
  const lines = contradictions.map(
    ({ say, kept, dropped }) =>
      `- ${escapeInline(say)} Counts: ${codeSpan(kept.step)} (${qualityWords[kept.quality]}). Set aside: ${codeSpan(dropped.step)} (${qualityWords[dropped.quality]}).`,
  );
  return `## Contradictions\n\n${lines.join('\n') || 'None recorded.'}`;
}

/** Renders what was not or could not be checked, why, and what would help. Open questions have their own section. */
export function renderNotChecked({ steps, openQuestions }: Report): string {
  const open = new Set(openQuestions.flatMap(({ questions }) => questions.map(({ step }) => step)));
  const groups = new Map<string, StepReport[]>();
  for (const step of steps.filter(({ isUnchecked, id }) => isUnchecked && !open.has(id))) {
    const reason = `${endSentence(escapeInline(step.say))}${step.unblock === undefined ? '' : ` What would help: ${endSentence(escapeInline(step.unblock))}`}`;
    groups.set(reason, [...(groups.get(reason) ?? []), step]);
  }
  const lines = [...groups].map(([reason, alike]) =>
    alike.length === 1
      ? `- ${alike.map(renderName).join('')}: ${reason}`
      : `- ${alike.length} steps: ${reason}\n  ${alike.map(renderName).join('; ')}`,
  );
  if (open.size > 0)
    lines.push(`- ${open.size} question${open.size === 1 ? ' is' : 's are'} still open: see Open questions`);
  const measured = steps.filter(({ measuredBy }) => measuredBy !== undefined).length;
  if (measured > 0)
    lines.push(`- ${measured} question${measured === 1 ? ' was' : 's were'} not asked: a check has measured the fact`);
  return `## Not checked\n\n${lines.join('\n') || 'Everything that applies was checked.'}`;
}

function renderName({ id, title }: StepReport): string {
  return title === id ? codeSpan(id) : `${codeSpan(id)} ${escapeInline(openSentence(title))}`;
}

/** Renders what each party still has to be asked, and what of it comes next. */
export function renderOpenQuestions(report: Report): string {
  const { openQuestions } = report;
  if (openQuestions.length === 0) return '## Open questions\n\nNone recorded.';
  const parties = openQuestions.map(({ party, questions }) => {
    const whom =
      party === undefined
        ? 'The engineer on call'
        : `${escapeInline(party.name)}${party.contact === undefined ? '' : ` (${escapeInline(party.contact)})`}`;
    const lines = questions.map(({ step, question, why, state }) => {
      const reason = why === undefined ? '' : ` Why: ${renderProseLine(why)}`;
      return `- ${escapeInline(question)}${state === 'waiting' ? ' **(asked, waiting)**' : ''}${reason} (${codeSpan(step)})`;
    });
    return `### ${whom}\n\n${lines.join('\n')}`;
  });
  return ['## Open questions', renderNext(report), ...parties].join('\n\n');
}

/** The messages to send, or that no question is left that would tell anything. */
function renderNext({ openQuestions, messages, parties }: Report): string {
  const open = new Set(openQuestions.flatMap(({ questions }) => questions.map(({ step }) => step)));
  const lines = messages.flatMap(({ party, steps, minutes }) => {
    const asked = steps.filter((id) => open.has(id));
    const name = escapeInline(parties.find(({ id }) => id === party)?.name ?? party);
    return asked.length === 0
      ? []
      : [`- ${describeMessage(name, asked.map(codeSpan))}, about ${Math.max(1, Math.round(minutes))} min`];
  });
  return lines.length === 0
    ? 'Nothing that is left to ask a party would change the verdict much.'
    : `What would tell most:\n\n${lines.join('\n')}`;
}
