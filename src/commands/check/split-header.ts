import { UserError } from '../../errors.ts';

/** Reads a `--header "name: value"` flag. */
export function splitHeader(header: string): readonly [string, string] {
  const at = header.indexOf(':');
  if (at <= 0) throw new UserError({ message: `--header "${header}" is not "name: value"` });
  return [header.slice(0, at).trim(), header.slice(at + 1).trim()];
}
