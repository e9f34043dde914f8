import { BlockList, isIP } from 'node:net';
import { CheckProblem } from '../../errors.ts';
import { hideSetting } from '../config/hide-setting.ts';

/** Through which proxy a URL is asked for, undefined for none, and why. `isPassedBy`: there is one, and it is not used. */
export type ProxyChoice = { readonly url: URL | undefined; readonly why: string; readonly isPassedBy?: boolean };

type Env = { readonly [name: string]: string | undefined };

/**
 * Chooses the proxy for a URL: the one that was given, `none`, or what `environment` says (https_proxy, http_proxy, all_proxy, no_proxy,
 * read as curl reads them). As in Go, this machine itself is never asked for through a proxy of the environment. Throws a `CheckProblem`
 * for a proxy that is not spoken.
 */
export function chooseProxy(url: URL, given: string, env: Env): ProxyChoice {
  if (given === 'none') return { url: undefined, why: 'proxy: none', isPassedBy: true };
  if (given !== 'environment') return { url: parseProxy(given, 'proxy'), why: 'proxy' };
  const found = [`${url.protocol.slice(0, -1)}_proxy`, 'all_proxy']
    .flatMap((name) => [name, name.toUpperCase()])
    .find((name) => (env[name] ?? '') !== '');
  if (found === undefined) return { url: undefined, why: 'the environment names no proxy' };
  if (isThisMachine(hostOf(url)))
    return { url: undefined, why: 'this machine itself is asked without a proxy', isPassedBy: true };
  const list = env.no_proxy || env.NO_PROXY || '';
  const entry = list.split(/[,\s]+/).find((one) => one !== '' && matches(one, url));
  if (entry !== undefined) return { url: undefined, why: `no_proxy names ${entry}`, isPassedBy: true };
  return { url: parseProxy(env[found] ?? '', found), why: found };
}

function parseProxy(text: string, name: string): URL {
  const full = text.includes('://') ? text : `http://${text}`;
  const problem = (message: string) =>
    new CheckProblem({
      status: 'error',
      message: `${name} ${String(hideSetting('proxy', text))} ${message}`,
      unblock: 'Give an http:// or https:// proxy, or "none"',
    });
  if (!URL.canParse(full)) throw problem('is not a URL');
  const url = new URL(full);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw problem(`is a ${url.protocol.slice(0, -1)} proxy, which is not spoken here`);
  return url;
}

function isThisMachine(host: string): boolean {
  return /^(localhost|127(\.\d+){3}|::1)$/i.test(host) || host.endsWith('.localhost');
}

/** An entry names a host and what is below it, with or without a leading dot or `*.`, perhaps one port; or a network such as 10.0.0.0/8. */
function matches(entry: string, url: URL): boolean {
  if (entry === '*') return true;
  const host = hostOf(url);
  const [, network = '', bits] = /^([\da-f.:]+)\/(\d+)$/i.exec(entry) ?? [];
  if (bits !== undefined) return isInside(host, network, Number(bits));
  const [, named = entry, port] = /^(\[[^\]]+\]|[^:]+):(\d+)$/.exec(entry) ?? [];
  if (port !== undefined && port !== (url.port || (url.protocol === 'https:' ? '443' : '80'))) return false;
  const bare = named
    .replace(/^\*?\./, '')
    .replace(/^\[|\]$/g, '')
    .toLowerCase();
  return host === bare || (isIP(host) === 0 && host.endsWith(`.${bare}`));
}

function isInside(host: string, network: string, bits: number): boolean {
  const family = isIP(network);
  if (family === 0 || isIP(host) !== family || bits > (family === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  const type = family === 4 ? 'ipv4' : 'ipv6';
  list.addSubnet(network, bits, type);
  return list.check(host, type);
}

function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
}
