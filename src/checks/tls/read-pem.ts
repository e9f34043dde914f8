import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { CheckProblem, messageOf } from '../../errors.ts';
import type { CheckContext } from '../check.ts';
import { findEvidenceFile } from '../config/evidence-file.ts';

/** The certificates of a PEM file in the order they stand in it; `text` is those certificates alone, without any key. */
export type Pem = { readonly name: string; readonly text: string; readonly certificates: readonly X509Certificate[] };

const maxBytes = 1024 * 1024;
const block = /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[\s\S]*?-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g;

/**
 * Reads the certificates of a PEM file: a path inside the evidence folder, or an absolute one. Throws a `CheckProblem`: blocked
 * when the file is not there, error when it holds no certificate or one that cannot be understood.
 */
export async function readPem(name: string, context: Pick<CheckContext, 'folder'>): Promise<Pem> {
  const unblock = `Give the PEM file ${name}`;
  const file = path.isAbsolute(name) ? name : (await findEvidenceFile({ context, name, unblock })).path;
  const content = await readFile(file, 'latin1').catch((cause: NodeJS.ErrnoException) => {
    const isMissing = cause.code === 'ENOENT';
    const message = isMissing ? `${name} does not exist` : `${name} cannot be read: ${messageOf(cause)}`;
    throw new CheckProblem({ status: isMissing ? 'blocked' : 'error', message, unblock }, { cause });
  });
  if (content.length > maxBytes)
    throw new CheckProblem({ status: 'error', message: `${name} is larger than 1 MiB: not a certificate chain` });
  const blocks = content.match(block) ?? [];
  if (blocks.length === 0)
    throw new CheckProblem({ status: 'error', message: `${name} holds no certificate in PEM form`, unblock });
  const certificates = blocks.map((text, index) => parse(text, `certificate ${index + 1} of ${name}`));
  return { name, text: blocks.join('\n'), certificates };
}

function parse(text: string, what: string): X509Certificate {
  try {
    return new X509Certificate(text);
  } catch (cause) {
    throw new CheckProblem(
      { status: 'error', message: `${what} cannot be understood: ${messageOf(cause)}` },
      { cause },
    );
  }
}
