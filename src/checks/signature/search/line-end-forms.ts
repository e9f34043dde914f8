import type { Form } from './form.ts';

const form = (value: string, words: string, cause = 'body-whitespace'): Form<string> => ({
  value,
  cost: 1,
  cause,
  words,
});

/** The texts that a body may have been before editors, shells and tools in text mode changed its line ends or its byte order mark. */
export function* lineEndForms(text: string): Generator<Form<string>> {
  const bare = stripEnd(text, '\r\n');
  const end = 'your body has lost the line end at its end (a text editor, a shell or a trim() took it)';
  if (bare !== text)
    yield form(bare, 'signed without a line end at the end; your body has one (a text editor or echo added it)');
  yield form(`${text}\n`, `signed with a line end after the body; ${end}`);
  yield form(`${text}\r\n`, `signed with a CRLF line end after the body; ${end}`);
  yield form(
    text.replace(/\r\n/g, '\n'),
    'signed with LF line ends; in your body they have become CRLF (Windows, or a tool in text mode)',
  );
  yield form(text.replace(/\r?\n/g, '\r\n'), 'signed with CRLF line ends; in your body they have become LF');
  yield form(
    `${text.replace(/\r?\n/g, '\r\n')}\r\n`,
    'signed with CRLF line ends, also at the end; in your body they have become LF and the last is lost',
  );
  const mark = 'body-bom';
  yield form(
    text.replace(/^\ufeff/, ''),
    'signed without a byte order mark; your body begins with one (saved as "UTF-8 with BOM")',
    mark,
  );
  yield form(`\ufeff${text}`, 'signed with a byte order mark at the start; your body has lost it', mark);
}

/**
 * A text without these marks at its end. A loop, because a pattern would go over a long run of them in the middle again from each one.
 */
export function stripEnd(text: string, marks: string): string {
  let end = text.length;
  while (end > 0 && marks.includes(text[end - 1] ?? '')) end--;
  return text.slice(0, end);
}
