// Answers the questions of the plain front end and keeps account of what it has shown.
import { plan, remark } from './program.js';

/**
 * Drives a child to its end or to its death. What it has shown goes into `shown`: `opened`, `check:<step>`, `answer:<step>`, `remark`. An answer
 * has been shown when the next question is there. A remark that `isNoted` is not written again. `onInput` hears each time something was typed.
 */
export function drive(child, { shown, isNoted, onInput }) {
  let fresh = '';
  let question;
  let pending;
  let isRemarked = isNoted;
  child.stdout.setEncoding('utf8');
  child.stdin.on('error', () => undefined);
  const type = (text) => {
    fresh = '';
    child.stdin.write(`${text}\n`);
    onInput();
  };
  child.stdout.on('data', (chunk) => {
    fresh += chunk;
    if (/: incident \d{8}-\d{4}-[0-9a-f]{4}\n/.test(fresh)) shown.add('opened');
    for (const [, step] of fresh.matchAll(/^(?:PASS|WARN|FAIL)\. (\w+) {2}.*\n/gm)) shown.add(`check:${step}`);
    for (const [, found] of fresh.matchAll(/^(?:Question|Action) (\w+)/gm)) question = found;
    const prompt = /(Type a number from 1 to \d+|The answer|Remark|[^\n]*): $/.exec(fresh)?.[1];
    if (prompt === undefined) return;
    if (fresh.includes('How is it known?')) return type(1);
    if (prompt === 'The answer' || prompt.startsWith('What ')) return type(plan[question]?.text ?? 'done');
    if (prompt === 'Remark') return type(remark);
    if (!prompt.startsWith('Type a number')) return type('');
    // A menu: what was typed before has been kept and shown.
    if (pending !== undefined) shown.add(pending);
    pending = undefined;
    if (fresh.includes('Everything has been asked')) return type(numberOf(fresh, 'Finish'));
    if (!isRemarked && shown.has('answer:alert')) {
      isRemarked = true;
      pending = 'remark';
      return type(numberOf(fresh, 'Write a remark'));
    }
    pending = `answer:${question}`;
    return type(plan[question]?.number ?? 1);
  });
}

function numberOf(menu, name) {
  return new RegExp(`^(\\d+)\\. ${name}`, 'm').exec(menu)?.[1] ?? '1';
}
