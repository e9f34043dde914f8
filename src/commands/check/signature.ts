import { mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { kindOfSecret } from '../../checks/signature/key.ts';
import { customKeys, parameters } from '../../checks/signature/parameters.ts';
import { schemeNames } from '../../checks/signature/scheme-names.ts';
import { messageOf, suggest, UserError } from '../../errors.ts';
import { createTemporaryFolder } from '../../temporary-folder.ts';
import { tellIssue } from '../../yaml/tell-issue.ts';
import { cancelOnInterrupt } from '../cancel-on-interrupt.ts';
import { exitCodes } from '../exit-codes.ts';
import { type CommonFlags, runByHand } from '../run-by-hand.ts';

/** What `check signature` takes on the command line. */
export type SignatureFlags = {
  readonly request?: string;
  readonly body?: string;
  readonly headers?: string;
  readonly response?: string;
  readonly entry?: string;
  readonly scheme?: string;
  readonly schemeFile?: string;
  readonly custom?: readonly string[];
  readonly secretEnv?: readonly string[];
  readonly otherSecretEnv?: readonly string[];
  readonly keyFile?: string;
  readonly url?: string;
  readonly method?: string;
  readonly webhookId?: string;
  readonly receivedAt?: string;
  readonly tolerance?: string;
};

/** Verifies the signature of a request by hand. */
export async function checkSignature(flags: SignatureFlags & CommonFlags): Promise<void> {
  const folder = createTemporaryFolder('signature');
  const interrupt = cancelOnInterrupt();
  try {
    const byHand = await readSignatureFlags(flags, { folder: folder.path(), signal: interrupt.signal });
    await runByHand({ kind: 'signature', ...byHand, folder: folder.path(), interrupt }, flags);
  } catch (cause) {
    if (!interrupt.signal.aborted) throw cause;
    process.exitCode = exitCodes.interrupted;
  } finally {
    folder.remove();
    interrupt.release();
  }
}

/** The parameters of the check, and its secrets. */
type SignatureByHand = { readonly parameters: object; readonly secrets: readonly string[] };

/** A folder to lay files out in, and what ends the wait for standard input. */
type Layout = { readonly folder: string; readonly signal: AbortSignal };

/** Turns the flags into parameters. The files, wherever they lie, and standard input (`-`) are laid out in a folder of their own. */
async function readSignatureFlags(flags: SignatureFlags, layout: Layout): Promise<SignatureByHand> {
  const secret = (flags.secretEnv ?? []).map(readSecret);
  const otherSecret = (flags.otherSecretEnv ?? []).map(readSecret);
  if (secret.length === 0 && flags.keyFile === undefined)
    throw new UserError({
      message: 'no secret was given',
      hint: 'Name the environment variable that holds it with --secret-env, or the public key with --key-file.',
    });
  if (flags.request === undefined && (flags.body === undefined || flags.headers === undefined))
    throw new UserError({
      message: 'no request was given',
      hint: 'Give --request FILE, --request - for standard input, or --body FILE with --headers FILE.',
    });
  const scheme = await readScheme(flags);
  const files = {
    request: flags.request,
    body: flags.body,
    headers: flags.headers,
    response: flags.response,
    key_file: flags.keyFile,
  };
  const given = {
    ...scheme,
    ...files,
    entry: flags.entry === undefined ? undefined : toNumber(flags.entry),
    secret: secret.length === 0 ? undefined : secret.length === 1 ? secret[0] : secret,
    other_secret: otherSecret.length === 0 ? undefined : otherSecret,
    url: flags.url,
    method: flags.method,
    webhook_id: flags.webhookId,
    received_at: flags.receivedAt,
    tolerance: flags.tolerance ?? ('tolerance' in scheme ? scheme.tolerance : undefined),
  };
  const known = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  assertParameters(known);
  return { parameters: { ...known, ...(await layOut(files, layout)) }, secrets: [...secret, ...otherSecret] };
}

/** Says of every flag and key of a scheme that cannot be used why not. The values of secrets are not in the messages. */
export function assertParameters(given: object): void {
  const parsed = parameters.safeParse(given);
  if (parsed.success) return;
  throw new UserError(
    parsed.error.issues.map((issue) => {
      const [key] = issue.path;
      const message = tellIssue(issue);
      if (key === undefined) return { message };
      const name = String(key);
      const flag = name in customKeys ? `--custom ${name}` : `--${name.replaceAll('_', '-')}`;
      return { message: `${flag}: ${message}` };
    }),
  );
}

/** The secret in an environment variable; a command line would show it to everyone on the machine. */
export function readSecret(name: string): string {
  const secret = process.env[name];
  if (secret !== undefined && secret !== '') return secret;
  throw new UserError({
    message: looksLikeName(name)
      ? `the environment variable ${name} is not set`
      : 'what was given as the name of an environment variable is none',
    hint: 'Put the secret there; it never goes on a command line.',
  });
}

/** Who gives the secret itself in place of its name must not see it in the message. */
function looksLikeName(name: string): boolean {
  const isName = /^[A-Z_][A-Z0-9_]{0,60}$/.test(name) || /^[a-z_]{1,40}$/i.test(name);
  return isName && kindOfSecret(name) === undefined;
}

/** The scheme that the flags name or describe: `--scheme`, a scheme file, single keys of one. */
export async function readScheme(
  flags: SignatureFlags,
): Promise<{ readonly scheme: string; readonly [key: string]: unknown }> {
  const fromFile = flags.schemeFile === undefined ? {} : await readSchemeFile(flags.schemeFile);
  const single = Object.fromEntries((flags.custom ?? []).map(splitSetting));
  const isCustom = flags.schemeFile !== undefined || (flags.custom?.length ?? 0) > 0;
  const scheme = flags.scheme ?? (isCustom ? 'custom' : 'auto');
  const known: readonly string[] = [...schemeNames, 'auto', 'custom', 'hmac'];
  if (!known.includes(scheme))
    throw new UserError({
      message: `there is no scheme "${scheme}"`,
      hint: suggest(scheme, known) ?? `There are ${known.join(', ')}.`,
    });
  return { ...fromFile, ...single, scheme };
}

async function readSchemeFile(file: string): Promise<object> {
  await assertSize(file, 64 * 1024);
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new UserError({ message: `the scheme file cannot be read: ${messageOf(cause)}` }, { cause });
  });
  let value: unknown;
  try {
    value = parse(text, { maxAliasCount: 10 });
  } catch (cause) {
    throw new UserError({ message: messageOf(cause).split('\n')[0] ?? '', place: { file } }, { cause });
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new UserError({ message: 'a scheme file is a map of keys like header and template', place: { file } });
}

/** Throws a `UserError` for a file that is larger than `bytes`; one that is not there is told by whoever reads it. */
export async function assertSize(file: string, bytes: number): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (found !== undefined && found.size > bytes)
    throw new UserError({ message: `"${file}" is larger than ${bytes / 1024} KiB`, hint: 'Give the right file.' });
}

function splitSetting(text: string): readonly [string, string | boolean] {
  const at = text.indexOf('=');
  if (at <= 0)
    throw new UserError({
      message: `--custom "${text}" is not key=value`,
      hint: 'For example --custom header=X-Signature.',
    });
  const value = text.slice(at + 1);
  return [text.slice(0, at), value === 'true' || value === 'false' ? value === 'true' : value];
}

function toNumber(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new UserError({ message: `--entry "${text}" is not a number`, hint: 'Entries are counted from 1.' });
}

/** Links files into the folder under the path that was typed, so that the check finds them and its command repeats as typed. */
async function layOut(
  files: { readonly [name: string]: string | undefined },
  { folder, signal }: Layout,
): Promise<{ readonly [name: string]: string }> {
  const names: { [name: string]: string } = {};
  for (const [name, file] of Object.entries(files)) {
    if (file === undefined) continue;
    const shown = file === '-' ? '-' : nameOf(file);
    const link = path.join(folder, shown);
    await mkdir(path.dirname(link), { recursive: true });
    if (file === '-') await writeFile(link, await readStandardInput(signal), { mode: 0o600 });
    else await linkFile(file, link);
    names[name] = shown;
  }
  return names;
}

function nameOf(file: string): string {
  const relative = path.normalize(file);
  const isInside =
    !path.isAbsolute(relative) && !relative.split(path.sep).includes('..') && relative.split(path.sep).length <= 6;
  return (isInside ? relative.split(path.sep).join('/') : path.basename(file)).replace(/[*?]/g, '_');
}

async function linkFile(file: string, link: string): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (found === undefined) throw new UserError({ message: `there is no file "${file}"` });
  if (!found.isFile()) throw new UserError({ message: `"${file}" is not a file` });
  // The same file may be named twice.
  await symlink(path.resolve(file), link).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EEXIST') throw cause;
  });
}

const maxInput = 32 * 1024 * 1024;

async function readStandardInput(signal: AbortSignal): Promise<Buffer> {
  if (process.stdin.isTTY) process.stderr.write('Paste the request, then press Ctrl-D:\n');
  const chunks: Buffer[] = [];
  let size = 0;
  signal.throwIfAborted();
  // Without a reason: cli.ts throws what goes wrong with standard input.
  signal.addEventListener('abort', () => process.stdin.destroy(), { once: true });
  for await (const chunk of process.stdin) {
    size += (chunk as Buffer).length;
    if (size > maxInput)
      throw new UserError({ message: 'standard input is larger than 32 MiB', hint: 'Give one request alone.' });
    chunks.push(chunk as Buffer);
  }
  signal.throwIfAborted();
  return Buffer.concat(chunks);
}
