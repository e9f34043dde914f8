import { isSecretSetting } from '../config/secret-name.ts';
import { fingerprint } from '../signature/fingerprint.ts';

/** A key as it may be shown: keys are no secrets, but one that looks like a secret is told by its fingerprint. */
export function showKey(key: string, keyHeader: string): string {
  return isSecretSetting(keyHeader, key) ? `sha256 ${fingerprint(key)}` : key;
}
