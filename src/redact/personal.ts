import { type Finder, type Found, findPattern, matchesOf } from './found.ts';

/** Finds e-mail addresses, phone numbers (E.164, and 07xx and 01xx as they are dialled at home) and IBANs in free text. */
export const personalShapes: readonly Finder[] = [
  findEmails,
  findPattern({
    rule: 'phone number',
    kind: 'phone',
    weak: true,
    pattern: /(?<![\w+.:])(?:\+|%2[Bb])[1-9]\d{0,2}(?:[ .()-]{0,2}\d){7,12}(?![\w]|[.:]\d)/g,
    isMeant: (phone) => /^\D*(?:\d\D*){8,15}$/.test(phone.replace(/^%2b/i, '+')),
  }),
  findPattern({
    rule: 'phone number',
    kind: 'phone',
    weak: true,
    pattern: /(?<![\w+.:/%#-])0[17]\d{2}(?:[ -]?\d{3}[ -]?\d{3,4}|[ -]\d{6,7})(?![\w]|[.:/-]\d)/g,
  }),
  findPattern({
    rule: 'IBAN',
    kind: 'iban',
    weak: true,
    // ISO 13616: the number modulo 97 is 1.
    pattern: /(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z0-9])/g,
    isMeant: isIban,
  }),
];

/** From the sign on, and back to where the name before it begins: a pattern that begins with a name is tried at every letter. */
function findEmails(text: string): readonly Found[] {
  return matchesOf(email, text).flatMap((match): readonly Found[] => {
    const start = match.index - (match.groups?.local ?? '').length;
    const end = match.index + match[0].length;
    const value = text.slice(start, end);
    return machine.test(value) ? [] : [{ rule: 'e-mail address', kind: 'email', start, end, value, weak: true }];
  });
}

// RFC 5321 as people have it. Not a login at a machine of ours (git@github.com, root@db.internal), not a file (path@2x.png).
const sign = '(?:@|%40|\\\\u0040|&#64;|&commat;)';
const local = String.raw`(?<![\w.%+'-]|:\/\/[^\s\/]{0,64})(?<local>(?!git@)[\p{L}\p{N}_](?:[\p{L}\p{N}._+'\-]|%2[Bb]){0,63})`;
const domain = String.raw`(?:[\p{L}\p{N}](?:[\p{L}\p{N}\-]{0,62})\.){1,6}\p{L}{2,24}(?![\p{L}\p{N}_(\-])`;
const email = new RegExp(`${sign}(?<=${local}${sign})${domain}`, 'gu');
const machine =
  /\.(?:png|jpe?g|gif|svg|webp|css|js|mjs|ts|tsx|json|ya?ml|md|gz|zip|tgz|log|internal|local|localdomain|lan|svc|cluster|corp|home|service|target|timer|socket)$/i;

function isIban(text: string): boolean {
  const flat = text.replaceAll(' ', '');
  if (flat.length < 15 || flat.length > 34) return false;
  const digits = `${flat.slice(4)}${flat.slice(0, 4)}`.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return BigInt(digits) % 97n === 1n;
}
