import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { type Problem, UserError } from '../errors.ts';
import { type ReadYaml, readYaml } from '../yaml/read-yaml.ts';
import { registrationSchema } from './schema/registration.ts';
import { webhookSchema } from './webhooks/schema/scenario.ts';

/** A staged incident of known cause: the content of a `lab.yaml`, named after its folder. */
export type Scenario = RegistrationScenario | WebhookScenario;

/** A staged incident of the runbook `duplicate-registrations`. */
export type RegistrationScenario = z.output<typeof registrationSchema> & { readonly name: string };

/** A staged incident of the runbook `missing-webhooks`. */
export type WebhookScenario = z.output<typeof webhookSchema> & { readonly name: string };

/** Reads the text of a `lab.yaml`; throws a `UserError` with every problem at its file:line:col. */
export function parseScenario(text: string, file: string): Scenario {
  const yaml = readYaml(text, file);
  const parsed = scenarioSchema.safeParse(yaml.value);
  if (!parsed.success) throw new UserError(parsed.error.issues.flatMap((issue) => problemsOf(issue, yaml)));
  return { name: path.basename(path.dirname(path.resolve(file))), ...parsed.data };
}

/** Reads a scenario from its folder or from its `lab.yaml`. */
export async function loadScenario(location: string): Promise<Scenario> {
  const file = path.basename(location) === fileName ? location : path.join(location, fileName);
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new UserError({ message: `no scenario at "${location}"`, hint: `Expected a readable ${file}.` }, { cause });
  });
  return parseScenario(text, file);
}

/** The scenarios in the folders of a folder that have a `lab.yaml`, sorted by name; none when the folder does not exist. */
export async function listScenarios(dir: string): Promise<readonly Scenario[]> {
  const entries = await readdir(dir).catch(() => []);
  const folders = entries.sort().map((entry) => path.join(dir, entry));
  const found = await Promise.all(
    folders.map((folder) =>
      stat(path.join(folder, fileName)).then(
        () => [folder],
        () => [],
      ),
    ),
  );
  return Promise.all(found.flat().map(loadScenario));
}

const fileName = 'lab.yaml';

const scenarioSchema = z.discriminatedUnion('runbook', [registrationSchema, webhookSchema]);

function problemsOf(issue: z.core.$ZodIssue, yaml: ReadYaml): readonly Problem[] {
  const where = issue.path.map(String).join('.');
  if (issue.code !== 'unrecognized_keys') {
    return [{ message: `${where || 'scenario'}: ${issue.message}`, place: yaml.placeOf(issue.path) }];
  }
  return issue.keys.map((key) => ({
    message: `${where ? `${where}: ` : ''}unknown key "${key}"`,
    place: yaml.placeOf([...issue.path, key], 'key'),
  }));
}
