import { tokenPattern } from '../redact/token-kinds.ts';
import type { Report } from './report.ts';

/** Characters that are shown on each side of a token, and places that are shown of one. */
const around = 30;
const maxPlaces = 3;

/**
 * Lists what was redacted in an incident, as lines: how often each rule struck, then every token with what stands around it, never with
 * its value, so that a person sees what should have stayed. Not made safe for a terminal.
 */
export function describeRedactions(report: Report): readonly string[] {
  const { redactions } = report;
  const rules = Object.entries(redactions ?? {}).sort(([, a], [, b]) => b - a);
  const places = placesOf(report);
  return [
    ...(redactions === undefined ? ['How often each rule struck was not recorded.'] : []),
    ...(redactions !== undefined && rules.length === 0 ? ['No rule struck.'] : []),
    ...rules.map(([rule, count]) => `${String(count).padStart(6)}  ${rule}`),
    ...[...places].flatMap(([token, found]) => [
      '',
      `${token}  ${found.length} ×`,
      ...found.slice(0, maxPlaces).map(({ where, context }) => `  ${where}: ${context}`),
      ...(found.length > maxPlaces ? [`  and ${found.length - maxPlaces} more`] : []),
    ]),
    ...(places.size === 0
      ? []
      : [
          '',
          'Is one of them no secret? A rule of causebook is too wide; the raw files still have it. `redact:` in the runbook chooses profiles.',
        ]),
  ];
}

type Place = { readonly where: string; readonly context: string };

function placesOf(report: Report): ReadonlyMap<string, readonly Place[]> {
  const places = new Map<string, Place[]>();
  const look = (where: string, value: unknown): void => {
    if (typeof value === 'string') {
      for (const match of value.matchAll(tokenPattern(report.ownRules)))
        places.set(match[0], [...(places.get(match[0]) ?? []), { where, context: contextOf(value, match) }]);
    } else if (Array.isArray(value)) for (const inner of value) look(where, inner);
    else if (typeof value === 'object' && value !== null)
      for (const [name, inner] of Object.entries(value)) {
        look(where, name);
        look(typeof inner === 'string' && /^\[[a-z_-]+:[^\]]+\]$/.test(inner) ? `${where}, ${name}` : where, inner);
      }
  };
  look('inputs', report.header.inputs);
  for (const { id, say, facts, evidence, command, answerText, unblock } of report.steps)
    look(id, [say, facts, evidence, command, answerText, unblock]);
  for (const { text } of report.remarks) look('remark', text);
  return places;
}

function contextOf(text: string, match: RegExpExecArray): string {
  const from = Math.max(0, match.index - around);
  const to = Math.min(text.length, match.index + match[0].length + around);
  return `${from > 0 ? '…' : ''}${text.slice(from, to)}${to < text.length ? '…' : ''}`;
}
