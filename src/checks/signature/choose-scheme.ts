import { CheckProblem } from '../../errors.ts';
import { parseDuration } from '../../logs/window.ts';
import { isSymmetric } from './algorithm.ts';
import type { Parameters } from './parameters.ts';
import { recognise, suspects } from './recognise.ts';
import type { SignedRequest } from './request.ts';
import { defineScheme, type Scheme } from './scheme.ts';
import { schemes } from './schemes.ts';

/** A scheme under its name; `by` says what `auto` recognised it by. */
export type Chosen = { readonly name: string; readonly scheme: Scheme; readonly by: string | undefined };

/** The scheme that the parameters name, describe, or leave to the request; throws a `CheckProblem` when nothing is recognised. */
export function chooseScheme(given: Parameters, request: SignedRequest): Chosen {
  const { name, scheme, by } = choose(given, request);
  const tolerance = given.tolerance === undefined ? {} : { toleranceS: parseDuration(given.tolerance) / 1000 };
  const key = name === 'rfc9421' && given.key !== undefined ? { key: given.key } : {};
  return { name, scheme: { ...scheme, ...tolerance, ...key }, by };
}

function choose(given: Parameters, request: SignedRequest): Chosen {
  if (given.scheme === 'custom' || given.scheme === 'hmac')
    return { name: given.scheme, scheme: describe(given), by: undefined };
  if (given.scheme !== 'auto') return { name: given.scheme, scheme: schemes[given.scheme], by: undefined };
  const found = recognise(request, hasPublicKey(given));
  if (found !== undefined) return { name: found.name, scheme: schemes[found.name], by: found.by };
  const seen = suspects(request);
  throw new CheckProblem({
    status: 'blocked',
    message:
      seen.length === 0
        ? 'no header of a provider that causebook knows is in the request, and none that looks like a signature'
        : `no provider that causebook knows signs with ${seen.join(', ')}`,
    unblock:
      seen.length === 0
        ? 'Look whether the headers were saved with the request, and whether the sender signs at all'
        : 'Name the scheme, or describe it with scheme custom',
  });
}

function hasPublicKey({ key_file, secret }: Parameters): boolean {
  return key_file !== undefined || [secret ?? ''].flat().some((one) => /^\s*(?:-----BEGIN|whpk_)/.test(one));
}

/** A scheme of one's own, from its keys. */
function describe(given: Parameters): Scheme {
  const algorithm = given.algorithm ?? 'sha256';
  return defineScheme({
    title: given.scheme,
    source: '',
    header: [(given.header ?? '').replace(/^(?!body:).*/, (name) => name.toLowerCase())],
    separator: given.separator ?? null,
    prefix: given.prefix ?? '',
    keyIdSeparator: given.key_id_separator ?? null,
    id: given.id_header === undefined ? [] : [given.id_header],
    timestamp: given.timestamp_header === undefined ? [] : [given.timestamp_header],
    timestampItem: given.timestamp_item ?? null,
    timestampUnit: given.timestamp_unit ?? 's',
    template: given.template ?? '{body}',
    algorithm,
    encoding: given.encoding ?? 'hex',
    key: given.key ?? (isSymmetric(algorithm) ? 'utf8' : 'public'),
    future: given.future ?? true,
  });
}
