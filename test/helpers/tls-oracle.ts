import { execa } from 'execa';

/** Which of our findings says what a verify error of OpenSSL says (x509_vfy.h). */
const meanings: { readonly [code: number]: readonly string[] } = {
  2: ['missing-intermediate', 'untrusted-root', 'not-trusted'],
  9: ['not-yet-valid'],
  10: ['expired'],
  18: ['self-signed'],
  19: ['untrusted-root'],
  20: ['missing-intermediate', 'untrusted-root', 'not-trusted'],
  21: ['missing-intermediate', 'untrusted-root', 'not-trusted'],
  23: ['revoked'],
  24: ['not-trusted'],
  25: ['not-trusted'],
  26: ['not-trusted'],
  32: ['not-trusted'],
  34: ['not-trusted'],
  47: ['not-trusted'],
  48: ['not-trusted'],
  62: ['wrong-host'],
  64: ['wrong-host'],
  66: ['weak-key'],
  67: ['weak-key'],
  68: ['weak-signature'],
  79: ['not-trusted'],
};

/** The complaints of OpenSSL, each as the findings of ours that say the same; an unknown one is an error of the test. */
export type Complaint = { readonly code: number; readonly text: string; readonly meanings: readonly string[] };

/** Asks `openssl s_client` about a server. */
export async function askClient(argv: readonly string[]): Promise<readonly Complaint[]> {
  const { all } = await execa('openssl', ['s_client', ...argv], {
    input: '',
    all: true,
    reject: false,
    timeout: 10_000,
  });
  return parse(all, /verify error:num=(\d+):(.*)/g);
}

/** Asks `openssl verify` about files. */
export async function askVerify(argv: readonly string[]): Promise<readonly Complaint[]> {
  const { all } = await execa('openssl', ['verify', ...argv], { all: true, reject: false, timeout: 10_000 });
  return parse(all, /^error (\d+) at \d+ depth lookup: (.*)/gm);
}

function parse(output: string, pattern: RegExp): readonly Complaint[] {
  return [...output.matchAll(pattern)].map(([line, number, text = '']) => {
    const code = Number(number);
    const known = meanings[code];
    if (known === undefined) throw new Error(`the oracle does not know ${line}`);
    return { code, text, meanings: known };
  });
}
