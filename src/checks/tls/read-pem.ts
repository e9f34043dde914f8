import { X509Certificate } from 'node:crypto';
import { CheckProblem, messageOf } from '../../errors.ts';
import type { CheckContext } from '../check.ts';
import { findFiles, readBytes } from './find-files.ts';

/** The certificates of a PEM file in the order they stand in it; `text` is those certificates alone, without any key. */
export type Pem = { readonly name: string; readonly text: string; readonly certificates: readonly X509Certificate[] };

const block = /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[\s\S]*?-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g;

/**
 * Reads the certificates of a PEM file: a path inside the evidence folder, or an absolute one. Throws a `CheckProblem`: blocked
 * when the file is not there, error when it holds no certificate or one that cannot be understood.
 */
export async function readPem(name: string, context: Pick<CheckContext, 'folder'>): Promise<Pem> {
  const unblock = `Give the PEM file ${name}`;
  const [file, ...others] = await findFiles({ name, context, unblock });
  if (file === undefined || others.length > 0)
    throw new CheckProblem({ status: 'error', message: `${name} stands for ${others.length + 1} files`, unblock });
  const text = (await readBytes(file)).toString('latin1');
  const blocks = certificateBlocks(text);
  if (blocks.length === 0)
    throw new CheckProblem({ status: 'error', message: `${name} holds no certificate in PEM form`, unblock });
  return { name, text: blocks.join('\n'), certificates: parseBlocks(blocks, name) };
}

/** The certificates of a PEM text, each as it stands there. */
export function certificateBlocks(text: string): readonly string[] {
  return text.match(block) ?? [];
}

/** Parses PEM blocks; throws a `CheckProblem` that counts to the one that cannot be understood. */
export function parseBlocks(blocks: readonly string[], name: string): readonly X509Certificate[] {
  return blocks.map((pem, index) => {
    try {
      return new X509Certificate(pem);
    } catch (cause) {
      const message = `certificate ${index + 1} of ${name} cannot be understood: ${messageOf(cause)}`;
      throw new CheckProblem({ status: 'error', message }, { cause });
    }
  });
}
