import type { PartKind } from './part.ts';

/** A request line (RFC 9112, 3): method, target and version; what a client never sent is null. */
export const request: PartKind = {
  makes: () => ['method', 'path', 'protocol'],
  isLiteral: true,
  split: (text, { put, isAbsent }) => {
    if (isAbsent(text)) return;
    const [method, path, protocol] = text.split(' ', 3);
    put('method', method);
    if (path !== undefined) put('path', path);
    if (protocol !== undefined) put('protocol', protocol);
  },
};
