import { stringify } from 'yaml';
import { isSafeMethod } from '../method.ts';
import { minLength } from '../secrets.ts';
import { credentialsOf } from './credentials.ts';
import type { CurlStep } from './to-parameters.ts';

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
        ...(isSafeMethod(method) ? {} : { risk: 'write' }),
      },
    ],
  };
  return `${remarks.map((remark) => `# ${remark}\n`).join('')}${stringify(lines, { lineWidth: 0 })}`;
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
