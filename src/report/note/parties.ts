import type { Report } from '../report.ts';
import { type Block, heading, paragraph } from './block.ts';

/** Who is in it, how to reach them, what was found wrong about each, and what each still has to answer. */
export function describeParties({ parties, steps, openQuestions, audience }: Report): readonly Block[] {
  if (parties.length === 0) return [heading(2, 'Parties'), paragraph('Not recorded.')];
  const rows = parties.map(({ id, name, role, contact }) => {
    const wrong = steps.filter(({ party, status }) => party?.id === id && (status === 'fail' || status === 'warn'));
    const open = openQuestions.find(({ party }) => party?.id === id)?.questions.length ?? 0;
    const counts = audience === undefined || audience.party.id === id ? [`${wrong.length}`, `${open}`] : ['', ''];
    return [name, role, contact ?? (audience === undefined ? 'not recorded' : ''), ...counts].map((cell) => [cell]);
  });
  return [
    heading(2, 'Parties'),
    { kind: 'table', head: ['party', 'role', 'reach them at', 'findings of them', 'open questions'], rows },
  ];
}
