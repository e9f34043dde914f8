import { type Node, tokenizer, tokTypes } from 'acorn';

const maxText = 200;
const plainWord = /^[A-Za-z][A-Za-z-]{0,15}$/;

/**
 * The source of an expression on one line, without comments. Of texts only plain words are kept, others are `…`, as are long numbers: what
 * stands in code may be a secret.
 */
export function renderSource(text: string, node: Node): string {
  const source = text.slice(node.start, node.end);
  let out = '';
  let end = 0;
  try {
    for (const token of tokenizer(source, { ecmaVersion: 'latest', sourceType: 'module' })) {
      if (/\s/.test(source.slice(end, token.start)) && out !== '') out += ' ';
      const raw = source.slice(token.start, token.end);
      if (token.type === tokTypes.string) out += maskText(raw);
      else if (token.type === tokTypes.template) out += plainWord.test(raw) ? raw : raw === '' ? '' : '…';
      else if (token.type === tokTypes.regexp) out += '/…/';
      else if (token.type === tokTypes.num) out += raw.length > 9 ? '…' : raw;
      else out += raw;
      end = token.end;
    }
  } catch {
    return '…';
  }
  return out.length > maxText ? `${out.slice(0, maxText)} …` : out;
}

function maskText(raw: string): string {
  const inner = raw.slice(1, -1);
  return inner === '' || plainWord.test(inner) ? `'${inner}'` : "'…'";
}
