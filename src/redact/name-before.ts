/** A name in a text, and whether it is that of a query parameter. */
export type Name = { readonly text: string; readonly start: number; readonly isParameter: boolean };

/** Where a name stands: within a line, or at its beginning, with all of the line for its value or one word of it. */
export type Line = 'within' | 'one-word' | 'whole';

/** The name that ends before `at`. `key` alone takes the word before it too: `API key: …`. */
export function nameBefore(text: string, at: number): Name | undefined {
  let start = at;
  while (start > 0 && at - start < 80 && isNameCharacter(text.charCodeAt(start - 1))) start -= 1;
  if (start === at) return undefined;
  let name = text.slice(start, at);
  if (text[start - 1] === ' ' && /^(?:keys?|token|secret|number|code|id)$/i.test(name)) {
    const before = /[A-Za-z]{2,20}$/.exec(text.slice(Math.max(0, start - 21), start - 1))?.[0];
    if (before !== undefined) name = `${before}_${name}`;
  }
  // The parts of an AWS name: arn:aws:secretsmanager:eu-central-1:123456789012:secret:crm/webhook.
  if (text[start - 1] === ':' && /arn:[\w-]*:[\w-]*:[\w-]*:\d*:$/.test(text.slice(Math.max(0, start - 80), start)))
    return undefined;
  return { text: name, start, isParameter: '?&;'.includes(text[start - 1] ?? ' ') };
}

/** `NAME=value of a line`, `name.of.a.property=…` and `name: …` take the line; `name=value` takes a word. */
export function lineOf(text: string, name: Name, sign: string): Line {
  const lead = text.slice(Math.max(0, name.start - 24), name.start);
  if (!/(?:^|\n)[ \t]{0,10}(?:export |set |- )?$/.test(name.start <= 24 ? lead : `x${lead}`)) return 'within';
  return sign.includes(':') || name.text.includes('.') || !/[a-z]/.test(name.text) ? 'whole' : 'one-word';
}

function isNameCharacter(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 95 ||
    code === 45 ||
    code === 46
  );
}
