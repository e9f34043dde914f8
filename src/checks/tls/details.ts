import type { X509Certificate } from 'node:crypto';
import type { Extension, GeneralSubtree } from 'pkijs';

/**
 * What Node does not tell of a certificate (RFC 5280, 4.1 and 4.2). `keyUsage` holds the bits by number, `hash` the digest of its
 * signature where that is known to be weak, `unknownCritical` the OIDs that a client must refuse because nobody knows them.
 */
export type Details = {
  readonly weakHash: string | undefined;
  readonly keyUsage: ReadonlySet<number> | undefined;
  readonly pathLength: number | undefined;
  readonly permitted: readonly NameRule[];
  readonly excluded: readonly NameRule[];
  readonly mustStaple: boolean;
  readonly unknownCritical: readonly string[];
};

/** One subtree of the name constraints: a domain, or an address followed by its mask. */
export type NameRule = { readonly dns: string } | { readonly ip: Uint8Array };

/** Reads what Node leaves out; undefined where the certificate is beyond the parser. */
export type ReadDetails = (certificate: X509Certificate) => Details | undefined;

/** Loads the parser: 40 ms, and only when a check runs. What was read once is kept for its run. */
export async function createDetailsReader(): Promise<ReadDetails> {
  const { Certificate, BasicConstraints, NameConstraints } = await import('pkijs');
  const read = (certificate: X509Certificate): Details | undefined => {
    try {
      const parsed = Certificate.fromBER(new Uint8Array(certificate.raw));
      const extensions = parsed.extensions ?? [];
      const find = (oid: string) => extensions.find(({ extnID }) => extnID === oid);
      const basic: unknown = find(oids.basicConstraints)?.parsedValue;
      const names: unknown = find(oids.nameConstraints)?.parsedValue;
      const { permittedSubtrees, excludedSubtrees } = names instanceof NameConstraints ? names : {};
      return {
        weakHash: weakHashOf(parsed.signatureAlgorithm),
        keyUsage: keyUsageOf(find(oids.keyUsage)),
        pathLength:
          basic instanceof BasicConstraints && basic.pathLenConstraint !== undefined
            ? Number(
                typeof basic.pathLenConstraint === 'number'
                  ? basic.pathLenConstraint
                  : basic.pathLenConstraint.valueBlock.valueDec,
              )
            : undefined,
        permitted: toRules(permittedSubtrees),
        excluded: toRules(excludedSubtrees),
        mustStaple: isMustStaple(find(oids.tlsFeature)),
        unknownCritical: extensions
          .filter(({ critical, extnID }) => critical && !understood.has(extnID))
          .map(({ extnID }) => extnID),
      };
    } catch {
      return undefined;
    }
  };
  const known = new Map<string, Details | undefined>();
  return (certificate) => {
    const { fingerprint256 } = certificate;
    if (!known.has(fingerprint256)) known.set(fingerprint256, read(certificate));
    return known.get(fingerprint256);
  };
}

const oids = {
  keyUsage: '2.5.29.15',
  basicConstraints: '2.5.29.19',
  nameConstraints: '2.5.29.30',
  tlsFeature: '1.3.6.1.5.5.7.1.24',
};

/** The critical extensions that OpenSSL handles. */
const understood: ReadonlySet<string> = new Set([
  oids.keyUsage,
  oids.basicConstraints,
  oids.nameConstraints,
  '2.5.29.17',
  '2.5.29.31',
  '2.5.29.32',
  '2.5.29.33',
  '2.5.29.36',
  '2.5.29.37',
  '2.5.29.54',
  '1.3.6.1.5.5.7.1.7',
  '1.3.6.1.5.5.7.1.8',
  '1.3.6.1.5.5.7.1.14',
  '2.16.840.1.113730.1.1',
]);

/** Signature algorithms over MD2, MD5 and SHA-1 (RFC 8017, RFC 5758, RFC 3279); RSASSA-PSS names its digest in its parameters. */
const weakHashes: { readonly [oid: string]: string } = {
  '1.2.840.113549.1.1.2': 'MD2',
  '1.2.840.113549.1.1.4': 'MD5',
  '1.2.840.113549.1.1.5': 'SHA-1',
  '1.3.14.3.2.29': 'SHA-1',
  '1.2.840.10040.4.3': 'SHA-1',
  '1.2.840.10045.4.1': 'SHA-1',
};

function weakHashOf(algorithm: { readonly algorithmId: string; readonly algorithmParams?: unknown }) {
  if (algorithm.algorithmId !== '1.2.840.113549.1.1.10') return weakHashes[algorithm.algorithmId];
  // RFC 4055, 3.1: the digest is the element [0]; SHA-1 where it is left out.
  const { valueBlock } = algorithm.algorithmParams as { readonly valueBlock: { readonly value: readonly Tagged[] } };
  return valueBlock.value.some(({ idBlock }) => idBlock.tagNumber === 0) ? undefined : 'SHA-1';
}

type Tagged = { readonly idBlock: { readonly tagNumber: number } };

function keyUsageOf(extension: Extension | undefined): ReadonlySet<number> | undefined {
  const value = extension?.parsedValue as { readonly valueBlock?: { readonly valueHexView: Uint8Array } } | undefined;
  const bytes = value?.valueBlock?.valueHexView;
  if (bytes === undefined) return undefined;
  return new Set(
    [...bytes].flatMap((byte, at) =>
      [0, 1, 2, 3, 4, 5, 6, 7].filter((bit) => byte & (0x80 >> bit)).map((bit) => at * 8 + bit),
    ),
  );
}

/** RFC 7633: a SEQUENCE OF INTEGER that holds 5, status_request. */
function isMustStaple(extension: Extension | undefined): boolean {
  return (
    extension !== undefined && Buffer.from(extension.extnValue.valueBlock.valueHexView).includes(Buffer.of(2, 1, 5))
  );
}

/** RFC 5280, 4.2.1.10: of the kinds of names those that a server is reached by, 2 dNSName and 7 iPAddress. */
function toRules(subtrees: readonly GeneralSubtree[] | undefined): readonly NameRule[] {
  return (subtrees ?? []).flatMap(({ base }): readonly NameRule[] => {
    if (base.type === 2) return [{ dns: String(base.value).toLowerCase().replace(/^\./, '') }];
    if (base.type !== 7) return [];
    return [
      { ip: (base.value as { readonly valueBlock: { readonly valueHexView: Uint8Array } }).valueBlock.valueHexView },
    ];
  });
}
