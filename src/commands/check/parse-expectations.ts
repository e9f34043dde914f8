import { suggest, UserError } from '../../errors.ts';

/** What `--expect` says, as the parameter `expect`; a test of one kind may be there several times. */
type Expected = { readonly [key: string]: unknown };

/** What something can be expected of: codes of which one must hold, numbers, texts, and what has a name or path of its own. */
type Subjects = {
  readonly codes: string;
  readonly numbers: readonly string[];
  readonly texts: readonly string[];
  readonly named: readonly ('header' | 'json')[];
};

/** Of an answer to an HTTP request. */
export const ofAnswer: Subjects = {
  codes: 'status',
  numbers: [
    ...['body_bytes', 'dns_ms', 'tcp_ms', 'proxy_ms', 'tls_ms', 'first_byte_ms', 'total_ms'],
    ...['redirects', 'date_skew_ms', 'attempts'],
  ],
  texts: ['text', 'redirect_to', 'url', 'http_version'],
  named: ['header', 'json'],
};

/** Of a command that was run. */
export const ofCommand: Subjects = {
  codes: 'exit_code',
  numbers: ['lines', 'number', 'duration_ms'],
  texts: ['stdout', 'stderr'],
  named: ['json'],
};

/** Reads the texts of `--expect`: a subject, an operator, a value. Throws a `UserError` that says what could stand there. */
export function parseExpectations(given: readonly string[], of: Subjects): Expected | undefined {
  if (given.length === 0) return undefined;
  return given.map((text) => parseOne(text, of)).reduce(merge);
}

function parseOne(text: string, { codes, numbers, texts, named }: Subjects): Expected {
  const subjects = [codes, ...named, ...texts, ...numbers];
  const [, subject = '', rest = ''] = /^\s*([a-z_]+)\s*([\s\S]*?)\s*$/.exec(text) ?? [];
  if (!subjects.includes(subject)) {
    const hint = suggest(subject, subjects) ?? `It begins with one of ${subjects.join(', ')}.`;
    throw new UserError({ message: `--expect "${text}" does not say what is expected`, hint });
  }
  if (subject === codes) return { [codes]: parseCodes(rest) };
  if (numbers.includes(subject)) return { [subject]: /^-?\d/.test(rest) ? Number(rest) : rest };
  if (texts.includes(subject)) return { [subject]: toTest(parseTest(rest, text)) };
  const [, quoted, bare = '', tail = ''] = /^(?:"([^"]*)"|(\S+))\s*([\s\S]*)$/.exec(rest) ?? [];
  const name = quoted ?? bare.replace(/:$/, '');
  if (name === '') throw new UserError({ message: `--expect "${text}" does not say which ${subject}` });
  const test = parseTest(tail, text);
  return subject === 'header' ? { headers: { [name]: toTest(test) } } : { json: [{ path: name, ...toJsonTest(test) }] };
}

function parseCodes(text: string): unknown {
  const all = text
    .replace(/^==?\s*/, '')
    .split(',')
    .map((one) => (/^\s*\d+\s*$/.test(one) ? Number(one) : one.trim()));
  return all.length === 1 ? all[0] : all;
}

type Test = { readonly operator: string; readonly value: string };

const words: { readonly [word: string]: string } = {
  '==': 'equals',
  '!=': 'not_equals',
  contains: 'contains',
  lacks: 'lacks',
  matches: 'matches',
  count: 'count',
  exists: 'exists',
  absent: 'absent',
};

function parseTest(text: string, whole: string): Test {
  const [, word, value = ''] =
    /^(==|!=|<=|>=|<|>|(?:contains|lacks|matches|count|exists|absent)\b)\s*([\s\S]*)$/.exec(text) ?? [];
  if (word !== undefined)
    return { operator: words[word] ?? 'compare', value: words[word] === undefined ? text : value };
  throw new UserError({
    message: `--expect "${whole}" does not say how it is measured`,
    hint: 'Write ==, !=, contains, lacks, matches, exists or absent after it; json takes count and <= too.',
  });
}

function toTest({ operator, value }: Test): Expected {
  if (operator === 'exists' || operator === 'absent') return { exists: operator === 'exists' };
  return { [operator]: value };
}

/** The value as JSON where it is JSON, else as text: `== 3`, `== null`, `== active`. */
function toJsonTest(test: Test): Expected {
  if (test.operator === 'count') return { count: /^-?\d/.test(test.value) ? Number(test.value) : test.value };
  return test.operator === 'equals' || test.operator === 'not_equals'
    ? { [test.operator]: parseJson(test.value) }
    : toTest(test);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Lists are joined, tests of the same header or text become one; of what stands twice a list is made where there can be one. */
function merge(before: Expected, next: Expected): Expected {
  const merged: { [key: string]: unknown } = { ...before };
  for (const [key, value] of Object.entries(next)) merged[key] = key in before ? join(key, before[key], value) : value;
  return merged;
}

function join(key: string, one: unknown, other: unknown): unknown {
  if (Array.isArray(one) && Array.isArray(other)) return [...one, ...other];
  if (typeof one === 'object' && typeof other === 'object' && one !== null && other !== null)
    return merge(one as Expected, other as Expected);
  if (['contains', 'lacks', 'matches'].includes(key)) return [one, other].flat();
  throw new UserError({ message: `--expect says ${key} twice` });
}
