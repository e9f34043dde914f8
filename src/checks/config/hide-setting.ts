import type { Value } from '../../logs/value.ts';
import { isSecretName } from '../../redact/secret-name.ts';
import { hidden, isSecretSetting } from './secret-name.ts';

/** A setting's value as it may be shown: secrets, also those inside lists, maps, URLs and connection strings, become `***`. */
export function hideSetting(name: string, value: unknown): Value {
  if (Array.isArray(value)) return value.map((inner) => hideSetting(name, inner));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([inner, its]) => [inner, hideSetting(isSecretName(name) ? name : inner, its)]),
    );
  }
  const plain = toPlain(value);
  if (isSecretSetting(name, plain)) return hidden;
  if (typeof plain !== 'string') return plain;
  return plain.startsWith('computed: ') ? hideInCode(plain) : hideInside(plain);
}

/** Code that names a secret may hold it as a plain word or a number: `process.env.API_KEY || 'changeit'`. */
function hideInCode(code: string): string {
  if (!code.split(/[^\w$]+/).some(isSecretName)) return code;
  return code.replace(/'[^']+'/g, `'${hidden}'`).replace(/\b\d{4,}\b/g, hidden);
}

function toPlain(value: unknown): null | boolean | number | string {
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean' || typeof value === 'string') return value;
  return typeof value === 'number' && Number.isFinite(value) ? value : String(value);
}

/** The password of `scheme://user:password@host`, and what follows `password=` or `token=` in a connection string or query. */
function hideInside(text: string): string {
  return text
    .replace(/(\w+:\/\/[^\s:/@]*:)[^\s/@]+(?=@)/g, `$1${hidden}`)
    .replace(/([\w-]+)=(?:(?:Bearer|Basic|Token|ApiKey)\s+)?[^;&\s]+/gi, (whole, name: string) =>
      isSecretName(name) ? `${name}=${hidden}` : whole,
    );
}
