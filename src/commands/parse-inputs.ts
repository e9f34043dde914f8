import { UserError } from '../errors.ts';

/** Reads `--input k=v` flags. */
export function parseInputs(pairs: readonly string[]): { readonly [id: string]: string } {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at <= 0)
        throw new UserError({
          message: `--input "${pair}" is not k=v`,
          hint: 'Write for example --input customer_id=CUST_7890.',
        });
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}
