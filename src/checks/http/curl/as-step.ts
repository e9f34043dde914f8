import { stringify } from 'yaml';
import { isSecretName } from '../../config/secret-name.ts';
import { isSafe } from '../attempts.ts';
import { isSecretParameter, minLength, secretValues } from '../secrets.ts';
import type { CurlStep } from './to-parameters.ts';

type Found = { readonly name: string; readonly value: string };

/**
 * Renders a curl line as the step of a runbook and the inputs it needs: every credential in it becomes a secret input, so that the
 * runbook holds none. `beside` are parameters that were given beside the line.
 */
export function renderStep(step: CurlStep, beside: object): string {
  const { parameters, timeout, remarks } = step;
  const found = credentialsOf(parameters);
  const ids = new Map<string, string>();
  for (const { name, value } of found) {
    if (ids.has(value)) continue;
    const id = toId(name);
    const taken = [...ids.values()].filter((other) => other === id || other.startsWith(`${id}_`)).length;
    ids.set(value, taken === 0 ? id : `${id}_${taken + 1}`);
  }
  const named = [...ids].sort(([one], [other]) => other.length - one.length);
  const toTemplate = (id: string) => `\${{ inputs.${id} }}`;
  const hide = (text: string) =>
    named.reduce((shown, [value, id]) => {
      if (shown === value) return toTemplate(id);
      return value.length < minLength ? shown : shown.replaceAll(value, toTemplate(id));
    }, text);
  const method = String(parameters.method);
  const { url, headers, ...others } = parameters;
  const http = {
    url,
    headers: { ...(beside as typeof parameters).headers, ...headers },
    ...others,
    ...omitHeaders(beside),
  };
  const lines = {
    ...(ids.size === 0
      ? {}
      : { inputs: [...ids.values()].map((id) => ({ id, type: 'string', secret: true, env: id.toUpperCase() })) }),
    steps: [
      {
        id: toStepId(method, parameters.url),
        http: hideDeep(dropEmpty(http), hide),
        ...(timeout === undefined ? {} : { timeout }),
        ...(isSafe(method) ? {} : { risk: 'write' }),
      },
    ],
  };
  return `${remarks.map((remark) => `# ${remark}\n`).join('')}${stringify(lines, { lineWidth: 0 })}`;
}

/** What is secret in a request, by the name under which it stands there. */
function credentialsOf(parameters: CurlStep['parameters']): readonly Found[] {
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

function passwordOf(basic: unknown): readonly Found[] {
  const { password = '' } = (basic ?? {}) as { readonly password?: string };
  return password === '' ? [] : [{ name: 'password', value: password }];
}

function bodyOf(body: string): readonly Found[] {
  try {
    return secretFields(JSON.parse(body));
  } catch {
    return rawParameters(body);
  }
}

/** The fields of a JSON value that are named like a credential, at any depth. */
function secretFields(value: unknown): readonly Found[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    typeof inner === 'object'
      ? secretFields(inner)
      : secretValues({ [name]: inner }).map((text) => ({ name, value: JSON.stringify(text).slice(1, -1) })),
  );
}

/** As they stand in the text, still encoded: there they are to be found again. */
function rawParameters(text: string): readonly Found[] {
  return text.split('&').flatMap((pair) => {
    const at = pair.indexOf('=');
    const name = pair.slice(0, at);
    return at > 0 && isSecretParameter(name) && at < pair.length - 1 ? [{ name, value: pair.slice(at + 1) }] : [];
  });
}

function hideDeep(value: unknown, hide: (text: string) => string): unknown {
  if (typeof value === 'string') return hide(value);
  if (Array.isArray(value)) return value.map((inner) => hideDeep(inner, hide));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, hideDeep(inner, hide)]));
}

function dropEmpty(http: { readonly headers: object }): object {
  const { headers, ...others } = http;
  return Object.keys(headers).length === 0 ? others : http;
}

function omitHeaders(given: object): object {
  return Object.fromEntries(Object.entries(given).filter(([key]) => key !== 'headers'));
}

function toId(name: string): string {
  return (
    name
      .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '_')
      .replace(/^_+|_+$/g, '') || 'secret'
  );
}

function toStepId(method: string, url: string): string {
  const { hostname, pathname } = new URL(url);
  const last =
    pathname
      .split('/')
      .filter((part) => /^[a-z][\w-]*$/i.test(part))
      .at(-1) ??
    hostname.split('.')[0] ??
    'url';
  return `${method.toLowerCase()}_${toId(last)}`;
}
