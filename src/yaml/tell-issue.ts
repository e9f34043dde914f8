import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** What a schema found wrong with a value, after the value's name: `must be a text, not a number`. Its own texts stay as they are. */
export function tellIssue(issue: Issue): string {
  if (isOwnText(issue)) return issue.message;
  switch (issue.code) {
    case 'invalid_type':
      return mustBe([issue.expected], issue.input);
    case 'invalid_union': {
      const wanted = issue.errors.map(([first]) => (first?.code === 'invalid_type' ? first.expected : undefined));
      return wanted.length > 0 && wanted.every((one) => one !== undefined) ? mustBe(wanted, issue.input) : lower(issue);
    }
    case 'invalid_value':
      return `must be ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return tellSmall(issue);
    case 'too_big':
      if (issue.origin === 'string') return `must have at most ${issue.maximum} characters`;
      if (issue.origin === 'array') return `must have at most ${issue.maximum} entries`;
      return `must be ${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}`;
    case 'unrecognized_keys':
      return `unknown key ${issue.keys.map((key) => `"${key}"`).join(', ')}`;
    case 'invalid_format':
      return issue.format === 'datetime' ? 'must be an instant like 2026-05-11T10:58:00Z' : lower(issue);
    default:
      return lower(issue);
  }
}

/** How a value of another kind is written in YAML, where that is what is wrong. */
export function hintOf(issue: Issue): string | undefined {
  if (issue.code !== 'invalid_type' || isOwnText(issue)) return undefined;
  if (issue.expected === 'string' && /^(number|boolean)$/.test(typeof issue.input)) return 'Write it in quotes.';
  if (issue.expected === 'array' && typeof issue.input === 'string') return 'Write it as a list: [a, b].';
  return undefined;
}

/** Whether a schema says by itself what is wrong; else it is the library's text, written for programmers. */
export function isOwnText({ message }: Issue): boolean {
  return !/^(Invalid|Too (small|big)|Unrecognized)\b/.test(message);
}

function lower({ message }: Issue): string {
  return `${message.charAt(0).toLowerCase()}${message.slice(1)}`;
}

function tellSmall(issue: Extract<Issue, { readonly code: 'too_small' }>): string {
  const { origin, minimum, inclusive } = issue;
  const isCounted = origin === 'string' || origin === 'array';
  if (isCounted && Number(minimum) === 1) return 'must not be empty';
  if (isCounted) return `must have at least ${minimum} ${origin === 'string' ? 'characters' : 'entries'}`;
  return `must be ${inclusive === false ? 'more than' : 'at least'} ${minimum}`;
}

const kinds: { readonly [kind: string]: string } = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map of keys',
  record: 'a map of keys',
};

function mustBe(wanted: readonly string[], input: unknown): string {
  const must = `must be ${wanted.map((kind) => kinds[kind] ?? kind).join(' or ')}`;
  if (input === undefined) return must;
  if (input === null) return `${must}, and is empty`;
  const kind = Array.isArray(input) ? 'array' : typeof input;
  // 1.5 is a number where a whole one is wanted.
  return kind === 'number' && wanted.includes('int') ? `${must}, not ${input}` : `${must}, not ${kinds[kind] ?? kind}`;
}
