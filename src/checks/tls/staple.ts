import type { X509Certificate } from 'node:crypto';

/** What a stapled OCSP response says of a certificate (RFC 6960, 4.2.1). Its own signature is not verified. */
export type Staple =
  | {
      readonly status: 'good' | 'revoked' | 'unknown';
      readonly thisUpdate: string;
      readonly nextUpdate: string | undefined;
    }
  | { readonly status: 'bad'; readonly why: string };

const statuses = ['good', 'revoked', 'unknown'] as const;
const refusals: { readonly [code: number]: string } = {
  1: 'malformed request',
  2: 'internal error of the responder',
  3: 'the responder says to try later',
  5: 'a signature is required',
  6: 'the responder is not in charge of it',
};

/** Reads a stapled OCSP response as far as it is about `leaf`. */
export async function readStaple(bytes: Uint8Array, leaf: X509Certificate): Promise<Staple> {
  const { OCSPResponse, BasicOCSPResponse } = await import('pkijs');
  try {
    const response = OCSPResponse.fromBER(new Uint8Array(bytes));
    const code = response.responseStatus.valueBlock.valueDec;
    if (code !== 0 || response.responseBytes === undefined)
      return { status: 'bad', why: refusals[code] ?? `the responder answered with status ${code}` };
    const basic = BasicOCSPResponse.fromBER(new Uint8Array(response.responseBytes.response.valueBlock.valueHexView));
    const { responses } = basic.tbsResponseData;
    const serial = normalise(leaf.serialNumber);
    const own = responses.find(
      ({ certID }) => normalise(Buffer.from(certID.serialNumber.valueBlock.valueHexView).toString('hex')) === serial,
    );
    if (own === undefined) return { status: 'bad', why: 'it is about another certificate' };
    // CertStatus ::= CHOICE { good [0], revoked [1], unknown [2] }
    const tag: number = own.certStatus.idBlock.tagNumber;
    return {
      status: statuses[tag] ?? 'unknown',
      thisUpdate: own.thisUpdate.toISOString(),
      nextUpdate: own.nextUpdate?.toISOString(),
    };
  } catch {
    return { status: 'bad', why: 'it cannot be understood' };
  }
}

function normalise(hex: string): string {
  return hex.toLowerCase().replace(/^0+/, '');
}
