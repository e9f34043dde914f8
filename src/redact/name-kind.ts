import { isPersonalName, isSecretName, isSecretParameter, normalise } from './secret-name.ts';

/** What a name says of the value behind it: nothing, or why it is hidden. `own` is the rule of a runbook. */
export type NameKind = 'none' | 'secret' | 'header' | 'personal' | { readonly own: string };

/** Creates what tells the kind of a name; `isParameter` is one in a query, where short names are secrets too. */
export function createNameKinds(options: {
  readonly personal: boolean;
  readonly own: ReadonlyMap<string, string>;
}): (name: string, isParameter: boolean) => NameKind {
  const kinds = new Map<string, NameKind>();
  return (name, isParameter) => {
    const key = isParameter ? `?${name}` : name;
    const known = kinds.get(key);
    if (known !== undefined) return known;
    const kind = judgeName(name, { isParameter, ...options });
    // Names repeat; those of a hostile text do not, and are not all kept.
    if (kinds.size >= 5000) kinds.clear();
    kinds.set(key, kind);
    return kind;
  };
}

function judgeName(
  name: string,
  of: { readonly isParameter: boolean; readonly personal: boolean; readonly own: ReadonlyMap<string, string> },
): NameKind {
  const own = of.own.get(normalise(name));
  if (own !== undefined) return { own };
  if (/(?:^|[_.-])(?:set-)?cookie$|authorization$/i.test(name)) return 'header';
  if (isSecretName(name)) return 'secret';
  if (
    of.isParameter &&
    (isSecretParameter(name) || /^(?:code|ticket|assertion|samlresponse|auth|st|nonce_sig)$/i.test(name))
  )
    return 'secret';
  return of.personal && isPersonalName(name) ? 'personal' : 'none';
}
