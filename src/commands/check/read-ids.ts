import { createReadStream } from 'node:fs';
import { UserError } from '../../errors.ts';
import { headBytes, packingOf } from '../../logs/packing-of.ts';
import { decodeUtf16 } from '../../logs/read/decode-utf16.ts';
import { readAtMost } from '../read-at-most.ts';
import { assertNoMarks } from './assert-no-marks.ts';

const maxBytes = 16 * 1024 * 1024;

/** The ids in a file of text, UTF-8 or UTF-16. Throws a `UserError` where there are none, or it is no text. */
export async function readIds(file: string): Promise<readonly string[]> {
  const bytes = await readAtMost(createReadStream(file), maxBytes).catch((cause: unknown) => {
    throw new UserError(
      { message: `the ids cannot be read from "${file}"`, hint: 'Give a file with one id a line.' },
      { cause },
    );
  });
  if (bytes === undefined)
    throw new UserError({ message: `"${file}" is larger than 16 MiB`, hint: 'Give a file with one id a line.' });
  const found = splitIds(await textOf(bytes, file));
  if (found.length === 0) throw new UserError({ message: `there are no ids in "${file}"`, hint: 'One id a line.' });
  assertNoMarks(found);
  return found;
}

/** Ids with commas or spaces between them, or one a line. */
export function splitIds(text: string): string[] {
  return text.split(/[\s,]+/).filter((id) => id !== '');
}

async function textOf(bytes: Buffer, file: string): Promise<string> {
  const packing = packingOf(bytes.subarray(0, headBytes));
  const isWide = packing === 'utf-16le' || packing === 'utf-16be';
  const text = isWide ? await decode(bytes, packing) : bytes.toString('utf8');
  // What is packed is no text either, and has no id that a log could have.
  if ((packing === 'none' || isWide) && !text.includes('\0')) return text;
  throw new UserError({ message: `"${file}" is no text`, hint: 'Save it as UTF-8, not packed, with one id a line.' });
}

async function decode(bytes: Buffer, packing: 'utf-16le' | 'utf-16be'): Promise<string> {
  const blocks: Buffer[] = [];
  for await (const block of decodeUtf16(one(bytes), packing)) blocks.push(block);
  return Buffer.concat(blocks).toString('utf8');
}

async function* one(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}
