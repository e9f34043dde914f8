import { messageOf } from '../errors.ts';

/** Why a file or folder of this name could not be read, as the end of a sentence. */
export function whyUnreadable(cause: unknown, name: string): string {
  switch ((cause as NodeJS.ErrnoException).code) {
    case 'ENOENT':
      // Node puts this mark where the bytes of a name are not UTF-8, and then finds no such file.
      return name.includes('\ufffd')
        ? 'its name is not UTF-8: rename it, or give it as standard input'
        : 'it does not exist';
    case 'EACCES':
    case 'EPERM':
      return 'no permission';
    case 'EISDIR':
      return 'it is a folder';
    case 'ELOOP':
      return 'its links go round in a circle';
    default:
      return messageOf(cause);
  }
}
