/** How deep JSON may be nested: what reads or writes it goes down by recursion. */
export const maxDepth = 200;

/** Whether a JSON text is nested deeper than that; brackets inside strings do not count. */
export function isTooDeep(text: string): boolean {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const mark = text.charCodeAt(at);
    if (quoted) {
      if (mark === 0x5c) at++;
      else if (mark === 0x22) quoted = false;
    } else if (mark === 0x22) quoted = true;
    else if (mark === 0x5b || mark === 0x7b) {
      if (++depth > maxDepth) return true;
    } else if (mark === 0x5d || mark === 0x7d) depth--;
  }
  return false;
}
