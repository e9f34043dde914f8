/** How the bytes of a file are packed, known by its first bytes and never by its name. */
export type Packing = 'none' | 'gzip' | 'zstd' | 'utf-16le' | 'utf-16be';

/** What a file is that is not read, and the way out; goes on from the file's name. `streamed` is the same of what came through a stream. */
export type Unread = { readonly problem: string; readonly streamed: string };

/** How many of a file's first bytes tell it. */
export const headBytes = 4096;

/** How a file that begins like this is packed. */
export function packingOf(head: Buffer): Packing | Unread {
  const hex = head.toString('hex', 0, 16);
  return magics.find(([begin]) => begin.test(hex))?.[1] ?? archiveOf(head) ?? unitsOf(head);
}

/** What a file is that begins like this, packed or not, where it is an archive of several: POSIX.1-2017, pax, "ustar Interchange Format"; GNU tar writes two spaces behind it. */
export function archiveOf(head: Buffer): Unread | undefined {
  return /^ustar(?: {2})?\0/.test(head.toString('latin1', 257, 265)) ? tar : undefined;
}

const unread = (what: string, way: string, onTheWay: string): Unread => ({
  problem: `is ${what}, which is not read: ${way}`,
  streamed: `is ${what}, which is not read: ${onTheWay}`,
});
const packed = (by: string, command: string, piped: string) =>
  unread(`packed with ${by}`, `unpack it first (${command} …)`, `unpack it on the way (${piped} FILE | …)`);
const tar = unread('a tar archive', 'unpack it first (tar -xf …)', 'unpack it on the way (tar -xOf FILE | …)');
const utf32 = (order: string) => {
  const command = `iconv -f UTF-32${order} -t UTF-8`;
  return unread('UTF-32', `convert it first (${command} …)`, `convert it on the way (${command} FILE | …)`);
};

// In hexadecimal. gzip: RFC 1952, 2.3.1. Zstandard: RFC 8878, 3.1.1; its frames without data, with which pzstd begins: 3.1.2. Byte order marks:
// Unicode 23.8. The others: the descriptions of their formats; bzip2 with the mark of its first block, or of its end, behind its four letters.
const magics: readonly (readonly [RegExp, Packing | Unread])[] = [
  [/^1f8b/, 'gzip'],
  [/^(?:28b52ffd|5.2a4d18)/, 'zstd'],
  [/^(?:fffe0000|0000feff)/, utf32('')],
  [/^fffe/, 'utf-16le'],
  [/^feff/, 'utf-16be'],
  [/^425a683[1-9](?:314159265359|177245385090)/, packed('bzip2', 'bunzip2 -k', 'bzip2 -dc')],
  [/^fd377a585a00/, packed('xz', 'unxz -k', 'xz -dc')],
  [/^04224d18/, packed('lz4', 'unlz4', 'lz4 -dc')],
  [/^504b0304/, packed('zip', 'unzip', 'unzip -p')],
];

/** Text in units of two or four bytes without a byte order mark: the upper bytes of its Latin letters, digits and signs are zero. */
function unitsOf(head: Buffer): Packing | Unread {
  const units = Math.floor(head.length / 4);
  const shape = [0, 1, 2, 3].map((place) => {
    let zeros = 0;
    for (let at = place; at < 4 * units; at += 4) if (head[at] === 0) zeros += 1;
    return zeros > units / 2 ? '0' : zeros <= units / 16 ? 'x' : '?';
  });
  switch (shape.join('')) {
    case 'x0x0':
      return 'utf-16le';
    case '0x0x':
      return 'utf-16be';
    case 'x000':
      return utf32('LE');
    case '000x':
      return utf32('BE');
    default:
      return 'none';
  }
}
