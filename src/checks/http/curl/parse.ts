import { type CurlData, isDataOption, readData, toBody } from './data.ts';
import { type CurlOption, findCurlOption } from './options.ts';
import { splitShell } from './shell-words.ts';

/** A header as it is sent; the name as it was typed. */
export type CurlHeader = { readonly name: string; readonly value: string };

/**
 * The request that a curl command sends. `body` is what stands in the line itself, `bodyFile` the file it is read from; `user` is
 * `name:password`. `options` are those others that were understood, the last of each name. `ignored` are options that do not change what
 * is sent; `unknown` says what was not understood, so that the request may be another.
 */
export type CurlRequest = {
  readonly url: string | undefined;
  readonly method: string;
  readonly headers: readonly CurlHeader[];
  readonly body: string | undefined;
  readonly bodyFile: string | undefined;
  readonly options: { readonly [name: string]: readonly string[] };
  readonly ignored: readonly string[];
  readonly unknown: readonly string[];
};

/** Whether a text is a curl command, perhaps after a prompt sign. */
export function isCurl(text: string): boolean {
  return /^\s*(?:[$%#>]\s+)?curl(?:\.exe)?\s/.test(text);
}

/** Reads a curl command line. Nothing is run, expanded or read from files. Gives undefined where a quote is not closed. */
export function parseCurl(text: string): CurlRequest | undefined {
  const words = splitShell(text.trim().replace(/^[$%#>]\s+/, ''));
  if (words === undefined) return undefined;
  const { given, urls } = readWords(words.slice(1));
  const options: { [name: string]: readonly string[] } = {};
  for (const { option, value } of given)
    if (option.use === 'taken') options[option.name] = [...(options[option.name] ?? []), value];
  const data = given.flatMap(({ option, value }) => (isDataOption(option.name) ? [readData(option.name, value)] : []));
  const headers = toHeaders(options, data);
  const unknown = given.flatMap(({ option, typed }) => (option.use === 'unknown' ? [typed] : []));
  const { body, bodyFile, problem } = toBody(data);
  const hasBody = body !== undefined || bodyFile !== undefined;
  const inQuery = options.get !== undefined && hasBody;
  const url = toUrl([...(options.url ?? []), ...urls][0], inQuery ? body : undefined);
  const isPattern =
    url !== undefined && options.globoff === undefined && /[{}]|\[(?![\da-f:.]+\](?::|\/|$))/i.test(url);
  const fileHeader = (options.header ?? []).some((header) => header.startsWith('@'));
  const cookieFile = (options.cookie ?? []).some((cookie) => !cookie.includes('='));
  return {
    url,
    method: options.request?.at(-1) ?? (options.head !== undefined ? 'HEAD' : hasBody && !inQuery ? 'POST' : 'GET'),
    headers,
    body: inQuery ? undefined : body,
    bodyFile,
    options,
    ignored: given.flatMap(({ option, typed }) => (option.use === 'ignored' ? [typed] : [])),
    unknown: [
      ...unknown,
      ...(urls.length + (options.url?.length ?? 0) > 1 ? ['more than one URL'] : []),
      ...(isPattern ? ['the pattern in the URL'] : []),
      ...(fileHeader ? ['--header from a file'] : []),
      ...(cookieFile ? ['--cookie from a file'] : []),
      ...(problem === undefined ? [] : [problem]),
      ...(inQuery && bodyFile !== undefined ? ['--get with a file'] : []),
    ],
  };
}

type Given = { readonly option: CurlOption; readonly typed: string; readonly value: string };

/** `-sSXPOST` is three options, the last with its value; `--request=POST` is not curl, but people write it. */
function readWords(words: readonly string[]): { readonly given: readonly Given[]; readonly urls: readonly string[] } {
  const given: Given[] = [];
  const urls: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    const [, long, attached] = /^(--[\w.-]+)(?:=([\s\S]*))?$/.exec(word) ?? [];
    if (long !== undefined) {
      const option = findCurlOption(long);
      given.push({ option, typed: long, value: option.value ? (attached ?? words[++at] ?? '') : '' });
    } else if (/^-[^-]/.test(word)) {
      for (let letter = 1; letter < word.length; letter++) {
        const typed = `-${word[letter]}`;
        const option = findCurlOption(typed);
        const rest = word.slice(letter + 1);
        given.push({ option, typed, value: option.value ? rest || (words[++at] ?? '') : '' });
        if (option.value) break;
      }
    } else if (word !== '') urls.push(word);
  }
  return { given, urls };
}

/** What `-A`, `-e`, `-b`, `-r` and the kinds of data say as headers, where no header says it itself. `name:` takes a header away. */
function toHeaders(options: CurlRequest['options'], data: readonly CurlData[]): readonly CurlHeader[] {
  const typed = (options.header ?? []).flatMap(toHeader);
  const names = new Set(typed.map(({ name }) => name.toLowerCase()));
  const add = (name: string, value: string | undefined): readonly CurlHeader[] =>
    value === undefined || names.has(name) ? [] : [{ name, value }];
  const isJson = data.some(({ kind }) => kind === 'json');
  const form = data.length > 0 && options.get === undefined ? 'application/x-www-form-urlencoded' : undefined;
  const ranges = options.range?.at(-1);
  const token = options['oauth2-bearer']?.at(-1);
  return [
    ...typed.flatMap(({ name, value }) => (value === undefined ? [] : [{ name, value }])),
    ...add('user-agent', options['user-agent']?.at(-1)),
    ...add('referer', options.referer?.at(-1)),
    ...add('cookie', options.cookie?.filter((cookie) => cookie.includes('=')).join('; ') || undefined),
    ...add('range', ranges === undefined ? undefined : `bytes=${ranges}`),
    ...add('authorization', token === undefined ? undefined : `Bearer ${token}`),
    ...add('accept-encoding', options.compressed === undefined ? undefined : 'deflate, gzip, br'),
    ...add('content-type', isJson ? 'application/json' : form),
    ...add('accept', isJson ? 'application/json' : undefined),
  ];
}

/** curl: `name: value`; `name;` is a header without a value, `name:` one that is not sent. */
function toHeader(text: string): readonly { readonly name: string; readonly value: string | undefined }[] {
  const empty = /^([^:;@\s]+);\s*$/.exec(text)?.[1];
  if (empty !== undefined) return [{ name: empty, value: '' }];
  const at = text.indexOf(':');
  if (at <= 0 || text.startsWith('@')) return [];
  return [{ name: text.slice(0, at).trim(), value: text.slice(at + 1).trim() || undefined }];
}

function toUrl(typed: string | undefined, query: string | undefined): string | undefined {
  if (typed === undefined) return undefined;
  const full = /^[a-z][a-z+.-]*:\/\//i.test(typed) ? typed : `http://${typed}`;
  return query === undefined ? full : `${full}${full.includes('?') ? '&' : '?'}${query}`;
}
