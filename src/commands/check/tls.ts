import path from 'node:path';
import { UserError } from '../../errors.ts';
import { type CommonFlags, runByHand } from '../run-by-hand.ts';
import { splitHost } from './split-host.ts';

type TlsFlags = CommonFlags & {
  readonly servername: readonly string[];
  readonly connect: readonly string[];
  readonly first?: boolean;
  readonly starttls?: string;
  readonly alpn: readonly string[];
  readonly file: readonly string[];
  readonly at?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly passphraseEnv?: string;
  readonly cacert?: string;
  readonly trust?: string;
  readonly minProtocol?: string;
  readonly protocols: boolean;
  readonly warnDays?: number;
  readonly failDays?: number;
};

const flagNames = { host: 'the host', port: 'the port', servernames: '--servername', ca: '--cacert' };

/** Verifies the certificates of a server or of files by hand. */
export async function checkTls(target: string | undefined, flags: TlsFlags): Promise<void> {
  if (target === undefined && flags.file.length === 0)
    throw new UserError({ message: 'no server and no file was given', hint: 'Give HOST[:PORT], or --file FILE.' });
  for (const [flag, days] of [
    ['--warn-days', flags.warnDays],
    ['--fail-days', flags.failDays],
  ] as const)
    if (Number.isNaN(days)) throw new UserError({ message: `${flag} is not a number`, hint: 'Give days, like 21.' });
  const [servername, ...servernames] = flags.servername;
  const parameters = {
    ...(target === undefined ? {} : splitHost(target)),
    servername,
    servernames,
    connect: some(flags.connect),
    addresses: flags.first === true ? 'first' : undefined,
    starttls: flags.starttls,
    alpn: some(flags.alpn),
    protocols: flags.protocols,
    min_protocol: flags.minProtocol,
    file: some(flags.file.map((file) => path.resolve(file))),
    at: flags.at,
    cert: resolve(flags.cert),
    key: resolve(flags.key),
    passphrase_env: flags.passphraseEnv,
    ca: resolve(flags.cacert),
    trust: flags.trust,
    warn_days: flags.warnDays,
    fail_days: flags.failDays,
  };
  await runByHand({ kind: 'tls', parameters, flagNames }, flags);
}

function some(values: readonly string[]): readonly string[] | undefined {
  return values.length === 0 ? undefined : values;
}

/** Files of the command line are meant from where one stands. */
function resolve(file: string | undefined): string | undefined {
  return file === undefined ? undefined : path.resolve(file);
}
