import { renderShell } from '../../shell.ts';
import { customKeys, type Parameters } from './parameters.ts';

/** The command that repeats a check; its secrets come from the environment. Null where the request was pasted text. */
export function renderCommand(given: Parameters): string | null {
  if (given.request_text !== undefined) return null;
  const options = (
    [
      'request',
      'body',
      'headers',
      'entry',
      'scheme',
      'url',
      'method',
      'webhook_id',
      'received_at',
      'response',
      'tolerance',
    ] as const
  ).flatMap((name) => (given[name] === undefined ? [] : [`--${name.replaceAll('_', '-')}`, String(given[name])]));
  const custom = (Object.keys(customKeys) as (keyof typeof customKeys)[]).flatMap((name) =>
    given[name] === undefined ? [] : ['--custom', `${name}=${given[name]}`],
  );
  const secrets = namesOf(given.secret, 'SECRET').flatMap((name) => ['--secret-env', name]);
  const others = namesOf(given.other_secret, 'OTHER_SECRET').flatMap((name) => ['--other-secret-env', name]);
  const key = given.key_file === undefined ? [] : ['--key-file', given.key_file];
  return renderShell(['causebook', 'check', 'signature', ...options, ...custom, ...secrets, ...others, ...key]);
}

function namesOf(secret: Parameters['secret'], name: string): readonly string[] {
  const count = secret === undefined ? 0 : [secret].flat().length;
  return Array.from({ length: count }, (_, index) => (index === 0 ? name : `${name}_${index + 1}`));
}
