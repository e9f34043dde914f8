import { fileTouches } from '../../checks/touches.ts';
import { printDryRunOfCheck } from '../print-dry-run.ts';
import type { SignatureFlags } from './signature.ts';

/** Prints what `check signature`, or with an `output` its `--sign`, would touch. Secrets stay in their variables. */
export function dryRunSignature(
  flags: SignatureFlags & { readonly output?: string; readonly json?: boolean; readonly sign?: boolean },
): void {
  const { request, body, headers, response, keyFile, schemeFile, output, sign } = flags;
  const read = sign === true ? [body, schemeFile] : [request, body, headers, response, keyFile, schemeFile];
  const touches = [
    ...fileTouches(...read.map((name) => (name === '-' ? 'standard input' : name))),
    ...(output === undefined ? [] : [{ what: 'file' as const, text: output, writes: true }]),
  ];
  printDryRunOfCheck({ kind: 'signature', preview: { status: 'ready', touches } }, flags);
}
