import { CheckProblem } from '../../../errors.ts';
import { type Header, type SignedRequest, toUrl, untold } from '../request.ts';
import { splitShell } from './shell-words.ts';

/** Whether a text is a curl command, perhaps after a prompt sign. */
export function isCurl(text: string): boolean {
  return /^\s*(?:[$%#>]\s+)?curl(?:\.exe)?\s/.test(text);
}

const withValue =
  /^(?:--(?:url|user|user-agent|referer|cookie|max-time|connect-timeout|output|cacert|cert|key|proxy|resolve|retry|write-out|connect-to|interface|form)|-[ouAebmExw])$/;

/** Reads the request that a curl command sends. Nothing is run and no file is read: `--data @file` is a `CheckProblem`. */
export function parseCurl(text: string, name: string): SignedRequest {
  const words = splitShell(text.trim().replace(/^[$%#>]\s+/, ''));
  if (words === undefined)
    throw problem(`${name}: a quote of the curl command is not closed`, 'Copy the whole command');
  const headers: Header[] = [];
  const data: string[] = [];
  let method: string | undefined;
  let url: string | undefined;
  for (let at = 1; at < words.length; at++) {
    const [option, attached] = splitOption(words[at] ?? '');
    const value = () => attached ?? words[++at] ?? '';
    if (option === '-H' || option === '--header') headers.push(...toHeader(value()));
    else if (option === '-X' || option === '--request') method = value();
    else if (option === '--url') url = value();
    else if (isData(option)) data.push(toData(option, value(), name));
    else if (option === '--json') {
      data.push(toData('--data-binary', value(), name));
      headers.push({ name: 'content-type', value: 'application/json' });
    } else if (withValue.test(option)) value();
    else if (!option.startsWith('-')) url ??= option;
  }
  const hasType = headers.some((header) => header.name === 'content-type');
  if (data.length > 0 && !hasType) headers.push({ name: 'content-type', value: 'application/x-www-form-urlencoded' });
  const full = url === undefined || /^[a-z]+:\/\//i.test(url) ? url : `http://${url}`;
  return {
    method: method ?? (data.length > 0 ? 'POST' : 'GET'),
    target: full,
    url: toUrl(full, headers),
    headers,
    body: Buffer.from(data.join('&'), 'utf8'),
    ...untold,
    notes: ['read from a curl command: a shell may have changed the bytes of the body before causebook saw them'],
  };
}

/** `-XPOST`, `-H'a: b'` and `--request=POST` carry their value with them. */
function splitOption(word: string): readonly [string, string | undefined] {
  const short = /^(-[XHduoAebmExw])(.+)$/s.exec(word);
  if (short !== null) return [short[1] ?? '', short[2]];
  const long = /^(--[\w-]+)=(.*)$/s.exec(word);
  return long === null ? [word, undefined] : [long[1] ?? '', long[2]];
}

function isData(option: string): boolean {
  return /^(?:-d|--data(?:-raw|-ascii|-binary|-urlencode)?)$/.test(option);
}

function toData(option: string, value: string, name: string): string {
  if (option !== '--data-raw' && value.startsWith('@'))
    throw problem(
      `${name}: the curl command reads its body from the file ${value.slice(1)}`,
      'Give that file as the body, and the headers in a file of their own',
    );
  if (option !== '--data-urlencode') return value;
  const at = value.indexOf('=');
  return at < 0 ? encodeURIComponent(value) : `${value.slice(0, at + 1)}${encodeURIComponent(value.slice(at + 1))}`;
}

function toHeader(text: string): readonly Header[] {
  const at = text.indexOf(':');
  return at <= 0 ? [] : [{ name: text.slice(0, at).trim().toLowerCase(), value: text.slice(at + 1).trim() }];
}

function problem(message: string, unblock: string): CheckProblem {
  return new CheckProblem({ status: 'error', message, unblock });
}
