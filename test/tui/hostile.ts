import type { Diagnosis } from '../../src/diagnosis/diagnosis.ts';
import type { NewEvent } from '../../src/incident/events.ts';
import type { Runbook } from '../../src/runbook/schema.ts';
import { sampleDiagnosis } from './sample-diagnosis.ts';
import { sampleRunbook } from './sample-runbook.ts';
import { samplePast } from './sample-session.ts';

/** What someone could put into a log, a runbook or an answer to take over a terminal or to break a layout. */
export const hostileTexts: readonly string[] = [
  '\u001b[2J\u001b[3J\u001b]0;owned\u0007 \u009b31m\r\n\b\u007f',
  '客户注册重复三次因为超时重试客户注册重复三次因为超时重试客户注册重复三次因为超时重试',
  '👩‍👩‍👧‍👦🏳️‍🌈👍🏽🇦🇹 ❤️ ☎️ 1️⃣ e\u0301 \u0301 각 ไทย नि क्षि',
  '\u202eevil\u202c \u2066x\u2069 \u200bzero\ufeff \u{e0041}\ud800 lone',
  `${'long'.repeat(2_500)} ${'ﾊﾟ'.repeat(500)}`,
];

/** The sample runbook with a hostile text in front of everything that people or machines wrote. */
export function hostileRunbook(text: string): Runbook {
  return soil(
    sampleRunbook,
    text,
    new Set(['title', 'ask', 'do', 'why', 'hint', 'label', 'name', 'contact', 'question']),
  );
}

/** The sample diagnosis, soiled the same way. */
export function hostileDiagnosis(text: string): Diagnosis {
  return soil(sampleDiagnosis, text, new Set(['title', 'say', 'why', 'question']));
}

/** The sample's results and some answers, soiled the same way. */
export function hostilePast(text: string): readonly NewEvent[] {
  return [
    ...soil(samplePast, text, new Set(['say', 'text', 'source', 'command', 'unblock'])),
    { type: 'answered', step: 'retry_settings', answer: { text: `${text}\n${text}`, by: text, quality: 'looked' } },
    { type: 'set-back', step: 'ui_events', as: 'skipped', reason: text },
  ];
}

function soil<T>(value: T, text: string, keys: ReadonlySet<string>, key = ''): T {
  if (typeof value === 'string') return (keys.has(key) ? `${text} ${value}` : value) as T;
  if (Array.isArray(value)) return value.map((inner) => soil(inner, text, keys, key)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, inner]) => [name, soil(inner, text, keys, name)]);
  return Object.fromEntries(entries) as T;
}
