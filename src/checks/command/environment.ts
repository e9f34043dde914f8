import { z } from 'zod';
import { cleanEnvironment } from '../../child/clean-environment.ts';
import type { Value } from '../../logs/value.ts';
import { isSecretName } from '../../redact/secret-name.ts';
import type { CheckContext } from '../check.ts';
import { hidden } from '../config/secret-name.ts';
import { hideSecrets, minLength } from '../http/secrets.ts';
import { readVariable } from '../read-variable.ts';

const name = z.string().regex(/^[A-Za-z_]\w*$/, 'must be the name of an environment variable');
const value = z.union([z.string(), z.union([z.number(), z.boolean()]).transform(String), z.null()]);

/** The variables that a program gets besides PATH, HOME and the like. */
export const environmentSchema = z
  .union([z.array(name), z.record(name, value)], {
    error: 'must be names, like [PGPASSFILE], or names with values, like {API_TOKEN: "${{ inputs.token }}"}',
  })
  .describe(
    'Environment variables besides PATH, HOME and the like: names that are passed on, or names with values (null passes one on). Secrets go this way: nobody else sees them',
  );

export type GivenEnvironment = z.output<typeof environmentSchema>;

/** The environment of a program, the variables that were named for it, and what takes those out of a value that must not be shown. */
export type Environment = {
  readonly all: { readonly [name: string]: string };
  readonly named: { readonly [name: string]: string };
  readonly hide: <T>(value: T) => T;
};

/**
 * The clean environment of a program, with what was named for it, and the evidence folder and the incident window as CAUSEBOOK_EVIDENCE,
 * CAUSEBOOK_FROM and CAUSEBOOK_TO. Throws a `CheckProblem`, blocked, where a variable to pass on is not set.
 */
export function createEnvironment(given: GivenEnvironment | undefined, context: CheckContext): Environment {
  const { env, folder, window } = context;
  const entries = Array.isArray(given) ? given.map((one) => [one, null] as const) : Object.entries(given ?? {});
  const named = Object.fromEntries(
    entries.map(([one, text]) => [
      one,
      text ?? readVariable({ name: one, env, unblock: `Set it: export ${one}=…`, mayBeEmpty: true }),
    ]),
  );
  const about = {
    ...(folder.path === undefined ? {} : { CAUSEBOOK_EVIDENCE: folder.path }),
    ...(window === undefined
      ? {}
      : { CAUSEBOOK_FROM: new Date(window.fromMs).toISOString(), CAUSEBOOK_TO: new Date(window.toMs).toISOString() }),
  };
  const secrets = Object.entries(named)
    .filter(([one, text]) => isSecretName(one) && text.length >= minLength)
    .map(([, text]) => text);
  const masks = new Map(secrets.map((secret) => [secret, maskOf(secret, context)]));
  return {
    all: { ...cleanEnvironment(env, []), ...about, ...named },
    named,
    hide: (text) => hideSecrets(text as Value, secrets, (secret) => masks.get(secret) ?? hidden) as typeof text,
  };
}

/** A secret that the incident knows has a token there, which tells it from others. */
function maskOf(secret: string, { redact }: CheckContext): string {
  const token = redact?.(secret) ?? '';
  return /^\[secret:\w+\]$/.test(token) ? token : hidden;
}
