import type { Value } from '../../logs/value.ts';
import { isSecretName } from '../../redact/secret-name.ts';
import { hidden } from '../config/secret-name.ts';
import { hideFields } from '../http/secrets.ts';
import type { Row } from './session.ts';

/** A longer text is cut: it is somebody's document, and a journal keeps every fact. */
const maxText = 2000;
const maxItems = 200;

/** A row as it may be shown: columns named like a credential are `***`, texts and lists are bounded and say so. */
export function toShownRow(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      value !== null && isSecretName(name) ? hidden : bound(hideFields(value)),
    ]),
  );
}

/** The first bytes of binary data, and how much there is. */
export function describeBytes(bytes: Buffer): Value {
  return { bytes: bytes.length, head_hex: bytes.subarray(0, 32).toString('hex') };
}

function bound(value: Value): Value {
  if (typeof value === 'string')
    return value.length > maxText ? `${value.slice(0, maxText)} … (cut: ${value.length} characters)` : value;
  if (Array.isArray(value))
    return value.length > maxItems
      ? [...value.slice(0, maxItems).map(bound), `… (cut: ${value.length} items)`]
      : value.map(bound);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, bound(inner)]));
}
