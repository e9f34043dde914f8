import { type KeyObject, X509Certificate } from 'node:crypto';
import { CheckProblem } from '../../errors.ts';
import type { EvidenceFile } from '../../logs/evidence-folder.ts';
import { readBytes } from './find-files.ts';
import { findKeyBlock, openKey } from './read-key.ts';
import { certificateBlocks, parseBlocks } from './read-pem.ts';
import { unpackPkcs12 } from './rehearse.ts';

/** What a server would be given: certificates in the order of the file, and the key that lies in the same file. */
export type CertificateFile = {
  readonly name: string;
  readonly certificates: readonly X509Certificate[];
  readonly key: KeyObject | undefined;
};

/**
 * Reads a file of certificates: PEM, DER, PKCS#7 or PKCS#12, known by its content. Throws a `CheckProblem` when there is none in it or
 * it cannot be understood.
 */
export async function readCertificateFile(
  file: EvidenceFile,
  passphrase: string | undefined,
): Promise<CertificateFile> {
  const { name } = file;
  const bytes = await readBytes(file);
  const text = bytes.toString('latin1');
  const blocks = certificateBlocks(text);
  if (blocks.length > 0) {
    const key = findKeyBlock(text) === undefined ? undefined : openKey({ bytes, name, passphrase });
    return { name, certificates: parseBlocks(blocks, name), key };
  }
  const der = /-----BEGIN PKCS7-----([\s\S]*?)-----END PKCS7-----/.exec(text)?.[1];
  const binary = der === undefined ? bytes : Buffer.from(der, 'base64');
  // 0x30 begins every DER SEQUENCE.
  if (binary[0] !== 0x30) throw nothingIn(name);
  const certificates = parseOne(binary) ?? (await unpackPkcs7(binary));
  if (certificates !== undefined && certificates.length > 0) return { name, certificates, key: undefined };
  if (await isPkcs12(binary)) return { name, ...(await unpackPkcs12({ bytes: binary, name, passphrase })) };
  throw nothingIn(name);
}

function nothingIn(name: string): CheckProblem {
  return new CheckProblem({
    status: 'error',
    message: `${name} holds no certificate in PEM form`,
    unblock: 'Give a chain in PEM form, or one file of DER, PKCS#7 or PKCS#12',
  });
}

function parseOne(bytes: Buffer): readonly X509Certificate[] | undefined {
  try {
    return [new X509Certificate(bytes)];
  } catch {
    return undefined;
  }
}

/** RFC 5652, 5.1: the certificates of a SignedData; PKCS#7 keeps no order. */
async function unpackPkcs7(bytes: Buffer): Promise<readonly X509Certificate[] | undefined> {
  const { Certificate, ContentInfo, SignedData } = await import('pkijs');
  try {
    const content = ContentInfo.fromBER(new Uint8Array(bytes));
    if (content.contentType !== ContentInfo.SIGNED_DATA) return undefined;
    const { certificates = [] } = new SignedData({ schema: content.content });
    return certificates
      .filter((each) => each instanceof Certificate)
      .map((each) => new X509Certificate(Buffer.from(each.toSchema().toBER())));
  } catch {
    return undefined;
  }
}

async function isPkcs12(bytes: Buffer): Promise<boolean> {
  const { PFX } = await import('pkijs');
  try {
    return PFX.fromBER(new Uint8Array(bytes)).version === 3;
  } catch {
    return false;
  }
}
