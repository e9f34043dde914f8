import { CheckProblem, messageOf } from '../../errors.ts';
import type { EvidenceFile } from '../evidence-folder.ts';
import { openBytes } from '../read/open-bytes.ts';

const maxBytes = 1024 * 1024;

/**
 * The text of a settings file, unpacked, without a byte order mark, at most 1 MiB. Bytes that are not UTF-8 are read as Latin-1, which is told as
 * `isLatin1`. Throws a `CheckProblem` for what is larger or no text.
 */
export async function readText(
  file: EvidenceFile,
  signal: AbortSignal,
): Promise<{ readonly text: string; readonly isLatin1: boolean }> {
  const tooLarge = () =>
    new CheckProblem({ status: 'error', message: `${file.name} is larger than 1 MiB: not a settings file` });
  if (file.problem !== undefined) throw new CheckProblem({ status: 'error', message: file.problem });
  if (file.bytes > 2 * maxBytes || (file.packing === 'none' && file.bytes > maxBytes)) throw tooLarge();
  const blocks: Buffer[] = [];
  let size = 0;
  try {
    for await (const block of openBytes(file, signal)) {
      size += block.length;
      if (size > maxBytes) throw tooLarge();
      blocks.push(block);
    }
  } catch (cause) {
    if (cause instanceof CheckProblem || signal.aborted) throw cause;
    throw new CheckProblem({ status: 'error', message: `${file.name} cannot be read: ${messageOf(cause)}` }, { cause });
  }
  const bytes = Buffer.concat(blocks);
  if (bytes.includes(0))
    throw new CheckProblem({ status: 'error', message: `${file.name} holds NUL bytes: not a settings file in text` });
  const utf8 = decode(bytes);
  return { text: (utf8 ?? bytes.toString('latin1')).replace(/^\uFEFF/, ''), isLatin1: utf8 === undefined };
}

function decode(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
