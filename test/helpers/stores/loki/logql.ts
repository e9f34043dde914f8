import { toRegExp } from '../re2.ts';

/** A log entry of the fake. */
export type LokiEntry = {
  readonly labels: { readonly [name: string]: string };
  readonly ns: bigint;
  readonly line: string;
};

/** What a query does to an entry: its labels after all stages, or undefined where it is filtered out. */
export type LokiPipeline = (entry: LokiEntry) => { readonly [name: string]: string } | undefined;

type Labels = Map<string, string>;
type Stage = (line: string, labels: Labels) => boolean;
type Token = { readonly kind: 'string' | 'number' | 'name' | 'mark'; readonly text: string };

/** Reads the part of LogQL that logs are asked with. Throws an `Error` with Loki's words for what it cannot read. */
export function parseLogQl(query: string): LokiPipeline {
  const tokens = tokenize(query);
  let index = 0;
  const peek = () => tokens[index];
  const take = (text?: string): Token => {
    const token = tokens[index];
    if (token === undefined || (text !== undefined && token.text !== text)) {
      throw new Error(`parse error : syntax error: unexpected ${token?.text ?? '$end'}`);
    }
    index += 1;
    return token;
  };
  const stages: Stage[] = [];
  const matchers: ((labels: Labels) => boolean)[] = [];
  take('{');
  while (peek()?.text !== '}') {
    const name = take().text;
    const operator = take().text;
    matchers.push(textFilter(name, operator, take().text));
    if (peek()?.text === ',') take();
  }
  take('}');
  if (matchers.every((matches) => matches(new Map()))) {
    throw new Error(
      'queries require at least one regexp or equality matcher that does not have an empty-compatible value',
    );
  }
  const filter = (): Stage => {
    const left = and();
    if (peek()?.text !== 'or') return left;
    take();
    const right = filter();
    return (line, labels) => left(line, labels) || right(line, labels);
  };
  const and = (): Stage => {
    const left = atom();
    if (peek()?.text !== 'and' && peek()?.text !== ',') return left;
    take();
    const right = and();
    return (line, labels) => {
      const isLeft = left(line, labels);
      return right(line, labels) && isLeft;
    };
  };
  const atom = (): Stage => {
    if (peek()?.text === '(') {
      take();
      const inner = filter();
      take(')');
      return inner;
    }
    const name = take().text;
    const operator = take().text;
    const value = take();
    if (value.kind === 'number') return numberFilter(name, operator, Number(value.text));
    const test = textFilter(name, operator, value.text);
    return (_, labels) => test(labels);
  };
  while (index < tokens.length) {
    const mark = take().text;
    if (mark === '|=' || mark === '|~') {
      const text = take().text;
      const pattern = mark === '|~' ? compile(text) : undefined;
      stages.push((line) => (pattern === undefined ? line.includes(text) : pattern.test(line)));
    } else if (mark === '|' && (peek()?.text === 'json' || peek()?.text === 'logfmt')) {
      const kind = take().text;
      const wanted: (readonly [string, string])[] = [];
      do {
        if (peek()?.text === ',') take();
        const name = take().text;
        take('=');
        wanted.push([name, take().text]);
      } while (peek()?.text === ',');
      stages.push((line, labels) => extract(kind, line, labels, wanted));
    } else if (mark === '|') stages.push(filter());
    else throw new Error(`parse error : syntax error: unexpected ${mark}`);
  }
  return (entry) => {
    const labels = new Map(Object.entries(entry.labels));
    if (!matchers.every((matches) => matches(labels))) return undefined;
    if (!stages.every((stage) => stage(entry.line, labels))) return undefined;
    return Object.fromEntries([...labels].filter(([, value]) => value !== ''));
  };
}

function compile(source: string): RegExp {
  try {
    return toRegExp(source);
  } catch (cause) {
    throw new Error(`parse error : error parsing regexp: ${source}`, { cause });
  }
}

// Label matchers are anchored; a label that is not there is empty.
function textFilter(name: string, operator: string, value: string): (labels: Labels) => boolean {
  const isRegex = operator === '=~' || operator === '!~';
  if (!isRegex && operator !== '=' && operator !== '!=') throw new Error(`parse error : unexpected ${operator}`);
  const pattern = isRegex ? compile(`^(?:${value})$`) : undefined;
  return (labels) => {
    const found = labels.get(name) ?? '';
    const isMatch = pattern === undefined ? found === value : pattern.test(found);
    return operator.startsWith('!') ? !isMatch : isMatch;
  };
}

// A value that is no number passes, with an error on the entry; one that is not there fails.
function numberFilter(name: string, operator: string, value: number): Stage {
  return (_, labels) => {
    const text = labels.get(name);
    if (text === undefined) return false;
    const found = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined;
    if (found === undefined) {
      labels.set('__error__', 'LabelFilterErr');
      return true;
    }
    return (
      {
        '=': found === value,
        '==': found === value,
        '!=': found !== value,
        '>': found > value,
        '>=': found >= value,
        '<': found < value,
        '<=': found <= value,
      }[operator] ?? false
    );
  };
}

function extract(kind: string, line: string, labels: Labels, wanted: readonly (readonly [string, string])[]): boolean {
  const fields = kind === 'json' ? parseJson(line) : parseLogfmt(line);
  if (fields === undefined) labels.set('__error__', 'JSONParserErr');
  for (const [name, path] of wanted) {
    let value: unknown = fields;
    for (const key of path.split('.')) value = (value as { readonly [key: string]: unknown } | undefined)?.[key];
    const text =
      value === undefined || value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);
    labels.set(labels.has(name) && labels.get(name) !== '' ? `${name}_extracted` : name, text);
  }
  return true;
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function parseLogfmt(line: string): { readonly [name: string]: string } {
  return Object.fromEntries(
    [...line.matchAll(/([^\s=]+)=(?:"((?:[^"\\]|\\.)*)"|(\S*))/g)].map(([, name, quoted, bare]) => [
      name ?? '',
      quoted === undefined ? (bare ?? '') : (JSON.parse(`"${quoted}"`) as string),
    ]),
  );
}

function tokenize(query: string): readonly Token[] {
  const token =
    /\s*(?:("(?:[^"\\]|\\.)*")|(\d+(?:\.\d+)?)(?![\w.])|([A-Za-z_]\w*)|(\|=|\|~|=~|!~|==|!=|>=|<=|[{}(),|=<>]))/y;
  const tokens: Token[] = [];
  while (token.lastIndex < query.trimEnd().length) {
    const at = token.lastIndex;
    const found = token.exec(query);
    if (found === null) throw new Error(`parse error at col ${at + 1}: ${query.slice(at, at + 20)}`);
    const [, string, number, name, mark] = found;
    if (string !== undefined) tokens.push({ kind: 'string', text: JSON.parse(string) as string });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name });
    else tokens.push({ kind: 'mark', text: mark ?? '' });
  }
  return tokens;
}
