import { parseKey } from '../../logs/questions/key.ts';
import type { QuestionAnswer } from '../../logs/questions/question.ts';
import { brief } from '../../logs/questions/wording.ts';
import type { Value } from '../../logs/value.ts';
import { isSecretName } from '../../redact/secret-name.ts';

/** Takes secrets out of a text, as it does for the lines of a log. */
export type Redact = (text: string) => string;

/** A text as the lines of a log show it under a name: with the same mark, or as it is. */
export function hideUnder(name: string, text: string, redact: Redact): string {
  const line = JSON.stringify({ [name]: text });
  const shown = redact(line);
  if (shown === line) return text;
  try {
    return String(Object.values(JSON.parse(shown))[0]);
  } catch {
    // More than the value was taken out.
    return '[secret]';
  }
}

/** Where an answer has the values of its keys. */
const keyColumns = ['key', 'value', 'group', 'id', 'lost', 'added', 'multiplied'];

/**
 * Hides the secrets of an answer that stand under no name of their own: those that a question told apart by `keys`, as runbooks write them.
 * A question for what is common names the field in each row.
 */
export function hideKeys(answer: QuestionAnswer, keys: readonly string[], redact: Redact): QuestionAnswer {
  const names = keys.map(nameOfKey).filter(isSecretName);
  const marks = new Map<string, string>();
  const hide = (name: string, value: Value | undefined) => {
    for (const text of [value].flat())
      if (typeof text === 'string' && text !== '') marks.set(text, hideUnder(name, text, redact));
  };
  for (const row of answer.rows) {
    const { field } = row;
    if (typeof field === 'string' && isSecretName(nameOfKey(field))) hide(nameOfKey(field), row.value);
    for (const name of names) for (const column of keyColumns) hide(name, row[column]);
  }
  if (marks.size === 0) return answer;
  const { facts, rows, pictures } = hideTexts(
    { facts: answer.facts, rows: answer.rows, pictures: answer.pictures },
    marks,
  );
  // The longest first: one may be a part of another.
  const told = [...marks].sort(([a], [b]) => b.length - a.length).filter(([text]) => text.length > 2);
  const say = told.reduce((all, [text, mark]) => all.replaceAll(brief(text), mark), answer.say);
  return { ...answer, facts, rows, pictures, say };
}

/** The name under which a key stands in its lines: the last part of a path; of a pattern the name before its group; '' where it has none. */
function nameOfKey(text: string): string {
  const key = parseKey(text);
  if (key.kind === 'field') return key.name.slice(key.name.lastIndexOf('.') + 1);
  const [before = ''] = key.source.replace(/\\./g, '  ').split(/\((?!\?[:=!<]?)/, 1);
  return before === key.source ? '' : (/([A-Za-z][\w-]*)[^A-Za-z]*$/.exec(before)?.[1] ?? '');
}

function hideTexts<T>(value: T, marks: ReadonlyMap<string, string>): T {
  if (typeof value === 'string') return (marks.get(value) ?? value) as T;
  if (Array.isArray(value)) return value.map((one) => hideTexts(one, marks)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, hideTexts(inner, marks)])) as T;
}
