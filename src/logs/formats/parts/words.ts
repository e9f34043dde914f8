import type { Into, PartKind } from './part.ts';

/** `key=value` pairs; other words name nothing and are left out. */
export const pairs: PartKind = {
  makes: () => undefined,
  isLiteral: true,
  split: (text, into) => splitWords(text, into, false),
};

/** `key=value` pairs, and the words and quoted texts that belong to none as `extra1`, `extra2` … by their place. */
export const words: PartKind = {
  makes: () => undefined,
  isLiteral: true,
  split: (text, into) => splitWords(text, into, true),
};

const pairName = /^[A-Za-z_][\w.-]*$/;

// A value runs to the next ` key=`, because nginx separates several upstreams with ", ". What stands inside quotes was
// sent by the client (referrer, user agent) and names nothing; a quoted text ends the value before it.
function splitWords(text: string, { put, isAbsent }: Into, extras: boolean): void {
  let name: string | undefined;
  let value = '';
  let extra = 0;
  let quoted = false;
  const end = () => {
    if (name === undefined) return;
    const bare = value.length > 1 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;
    put(name, name.startsWith(' ') ? undefined : bare);
    name = undefined;
  };
  const endExtra = (words: string) => {
    extra += 1;
    const bare = words.length > 1 && words.startsWith('"') && words.endsWith('"') ? words.slice(1, -1) : words;
    if (extras) put(`extra${extra}`, isAbsent(bare) ? null : bare);
  };
  let open: string | undefined;
  for (const word of text.split(' ')) {
    const at = quoted ? -1 : word.indexOf('=');
    const odd = hasOddQuotes(word);
    if (open !== undefined) {
      open += ` ${word}`;
      if (odd) {
        endExtra(open);
        open = undefined;
      }
    } else if (at > 0 && pairName.test(word.slice(0, at))) {
      end();
      name = word.slice(0, at);
      value = word.slice(at + 1);
    } else if (!quoted && word.startsWith('"')) {
      end();
      if (odd) open = word;
      else endExtra(word);
    } else if (name !== undefined && word !== '') value += ` ${word}`;
    else if (word !== '') endExtra(word);
    if (odd) quoted = !quoted;
  }
  end();
  if (open !== undefined) endExtra(open);
}

function hasOddQuotes(word: string): boolean {
  let odd = false;
  for (let at = word.indexOf('"'); at >= 0; at = word.indexOf('"', at + 1)) if (word[at - 1] !== '\\') odd = !odd;
  return odd;
}
