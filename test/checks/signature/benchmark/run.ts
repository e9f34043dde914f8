import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Scheme } from '../../../../src/checks/signature/scheme.ts';
import type { SchemeName } from '../../../../src/checks/signature/scheme-names.ts';
import { schemes } from '../../../../src/checks/signature/schemes.ts';
import { signature } from '../../../../src/checks/signature.ts';
import { createCheckContext } from '../../../helpers/check-context.ts';
import { controls, type Damage, damages } from './damages.ts';
import { bodies, keysFor, renderSubject, type Subject, send } from './subject.ts';

/** One damaged request: what was done, what the check said, and whether that names it. */
export type Case = {
  readonly scheme: string;
  readonly damage: string;
  readonly body: string;
  readonly isControl: boolean;
  readonly status: string;
  readonly cause: string | null;
  readonly say: string;
  readonly isNamed: boolean;
  readonly ms: number;
  /** Whether the secret or the signature that should have been there stands in what the check said. */
  readonly leaks: boolean;
};

/** Damages requests of every scheme in every way that fits, and has each checked. `only` are the bodies to use, by name. */
export async function runBenchmark(only?: readonly string[]): Promise<readonly Case[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'causebook-damage-'));
  const cases: Case[] = [];
  try {
    const context = { ...(await createCheckContext({ folder })) };
    for (const name of Object.keys(schemes) as SchemeName[])
      for (const damage of [...damages, ...controls])
        for (const { name: body, text } of bodies) {
          if (only !== undefined && !only.includes(body)) continue;
          const one = await runCase({ name, damage, text, folder, context });
          if (one !== undefined)
            cases.push({ ...one, scheme: name, damage: damage.name, body, isControl: controls.includes(damage) });
        }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return cases;
}

async function runCase(of: {
  readonly name: SchemeName;
  readonly damage: Damage;
  readonly text: string;
  readonly folder: string;
  readonly context: Awaited<ReturnType<typeof createCheckContext>>;
}): Promise<Pick<Case, 'status' | 'cause' | 'say' | 'isNamed' | 'ms' | 'leaks'> | undefined> {
  const { name, damage, text, folder, context } = of;
  const scheme = schemes[name];
  if (!damage.fits(scheme)) return undefined;
  const subject = damage.make({ name, scheme, text });
  if (subject === undefined) return undefined;
  await writeFile(path.join(folder, 'request.http'), renderSubject(subject));
  const parameters = signature.parameters.parse({ request: 'request.http', ...subject.parameters });
  const begun = performance.now();
  try {
    const measured = await signature.run(parameters, {
      ...context,
      folder: {
        ...context.folder,
        files: async () => [
          {
            path: path.join(folder, 'request.http'),
            name: 'request.http',
            bytes: 1,
            modifiedMs: 0,
            packing: 'none' as const,
          },
        ],
      },
    });
    const { verdict, facts } = measured;
    const causes = facts.causes as readonly string[];
    const isNamed =
      damage.causes.length === 0
        ? causes.every((cause) => cause === 'body-changed')
        : damage.causes.some((cause) => causes.includes(cause));
    return {
      status: verdict.status,
      cause: causes.join('+') || null,
      say: verdict.say,
      isNamed: isNamed && verdict.status !== 'pass',
      ms: performance.now() - begun,
      leaks: leaks(JSON.stringify(measured), subject),
    };
  } catch (thrown) {
    const ms = performance.now() - begun;
    const say = String(thrown);
    return { status: 'error', cause: null, say, isNamed: false, ms, leaks: leaks(say, subject) };
  }
}

/** The secrets in play, and what a right signature over the body that arrived would be. */
function leaks(said: string, { name, scheme, body, parameters }: Subject): boolean {
  if (scheme.key === 'public') return false;
  const secrets = [keysFor(scheme).verifying, keysFor(scheme, true).verifying, String(parameters.secret)];
  const hidden = [...secrets, ...secrets.map((secret) => secret.trim()), ...signatures(name, scheme, body)];
  const spelled = hidden.flatMap((text) => [text, JSON.stringify(text).slice(1, -1)]);
  return spelled.some((text) => text.length > 3 && said.includes(text));
}

function signatures(name: string, scheme: Scheme, body: Buffer): readonly string[] {
  if ((scheme.header[0] ?? '').startsWith('body:')) return [];
  const { headers } = send(name, scheme, body);
  return headers
    .filter((one) => one.name === scheme.header[0])
    .flatMap(({ value }) => value.split(/[\s,;=:]+/).filter((part) => part.length >= 20));
}
