import type { PartKind } from './part.ts';

/** A request line (RFC 9112, 3): method, target and version; what a client never sent is null. */
export const request: PartKind = {
  makes: () => ['method', 'path', 'protocol'],
  isLiteral: true,
  split: (text, { put, isAbsent }) => {
    if (isAbsent(text)) return;
    const first = text.indexOf(' ');
    put('method', first < 0 ? text : text.slice(0, first));
    if (first < 0) return;
    const second = text.indexOf(' ', first + 1);
    put('path', text.slice(first + 1, second < 0 ? undefined : second));
    if (second < 0) return;
    const third = text.indexOf(' ', second + 1);
    put('protocol', text.slice(second + 1, third < 0 ? undefined : third));
  },
};
