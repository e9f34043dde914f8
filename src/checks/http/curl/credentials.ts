import { isSecretName, isSecretParameter } from '../../../redact/secret-name.ts';
import { secretValues } from '../secrets.ts';
import type { CurlParameters } from './to-parameters.ts';

/** A credential in a request: the name under which it stands there, and its text as it stands there. */
export type Credential = { readonly name: string; readonly value: string };

/** The credentials in what a curl line sends: in headers, URLs, the body and the password of basic authentication. */
export function credentialsOf(parameters: CurlParameters): readonly Credential[] {
  const { url, headers, body, basic, proxy } = parameters;
  const addresses = [url, proxy].flatMap((text) =>
    typeof text === 'string' && URL.canParse(text) ? [new URL(text)] : [],
  );
  return [
    ...Object.entries(headers)
      .filter(([name, value]) => isSecretName(name) && value !== '')
      .map(([name, value]) => ({ name, value: /^(?:Bearer|Basic|Token)\s+(\S[\s\S]*)$/i.exec(value)?.[1] ?? value })),
    ...addresses.flatMap(({ password }) => (password === '' ? [] : [{ name: 'password', value: password }])),
    ...addresses.flatMap((address) => rawParameters(address.search.slice(1))),
    ...bodyOf(typeof body === 'string' ? body : ''),
    ...passwordOf(basic),
  ];
}

function passwordOf(basic: unknown): readonly Credential[] {
  const { password = '' } = (basic ?? {}) as { readonly password?: string };
  return password === '' ? [] : [{ name: 'password', value: password }];
}

function bodyOf(body: string): readonly Credential[] {
  try {
    return secretFields(JSON.parse(body));
  } catch {
    return rawParameters(body);
  }
}

/** The fields of a JSON value that are named like a credential, at any depth. */
function secretFields(value: unknown): readonly Credential[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    typeof inner === 'object'
      ? secretFields(inner)
      : secretValues({ [name]: inner }).map((text) => ({ name, value: JSON.stringify(text).slice(1, -1) })),
  );
}

/** As they stand in the text, still encoded: there they are to be found again. */
function rawParameters(text: string): readonly Credential[] {
  return text.split('&').flatMap((pair) => {
    const at = pair.indexOf('=');
    const name = pair.slice(0, at);
    return at > 0 && isSecretParameter(name) && at < pair.length - 1 ? [{ name, value: pair.slice(at + 1) }] : [];
  });
}
