import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { type Document, isMap, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { type Place, type Problem, UserError } from '../errors.ts';
import { scenarioSchema } from './schema/scenario.ts';

/** A staged incident of known cause: the content of a `lab.yaml`, named after its folder. */
export type Scenario = z.output<typeof scenarioSchema> & { readonly name: string };

/** Reads the text of a `lab.yaml`; throws a `UserError` with every problem at its file:line:col. */
export function parseScenario(text: string, file: string): Scenario {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const placeAt = (offset: number | undefined): Place => {
    if (offset === undefined) return { file };
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  if (document.errors.length > 0) {
    throw new UserError(document.errors.map((error) => ({ message: error.message, place: placeAt(error.pos[0]) })));
  }
  const parsed = scenarioSchema.safeParse(document.toJS());
  if (!parsed.success)
    throw new UserError(parsed.error.issues.flatMap((issue) => problemsOf({ issue, document, placeAt })));
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

type Located = {
  readonly issue: z.core.$ZodIssue;
  readonly document: Document;
  readonly placeAt: (offset: number | undefined) => Place;
};

function problemsOf({ issue, document, placeAt }: Located): readonly Problem[] {
  const where = issue.path.map(String).join('.');
  if (issue.code !== 'unrecognized_keys') {
    return [{ message: `${where || 'scenario'}: ${issue.message}`, place: placeAt(offsetOf(document, issue.path)) }];
  }
  return issue.keys.map((key) => ({
    message: `${where ? `${where}: ` : ''}unknown key "${key}"`,
    place: placeAt(keyOffset({ document, path: issue.path, key })),
  }));
}

// A missing key has no place of its own: that of the nearest value around it is shown.
function offsetOf(document: Document, keys: readonly PropertyKey[]): number | undefined {
  for (let depth = keys.length; depth >= 0; depth -= 1) {
    const node = depth === 0 ? document.contents : document.getIn(keys.slice(0, depth), true);
    const range = (node as { readonly range?: readonly number[] | null } | undefined)?.range;
    if (range) return range[0];
  }
  return undefined;
}

function keyOffset(at: {
  readonly document: Document;
  readonly path: readonly PropertyKey[];
  readonly key: string;
}): number | undefined {
  const map = at.path.length === 0 ? at.document.contents : at.document.getIn(at.path, true);
  const pair = isMap(map) ? map.items.find((item) => String(item.key) === at.key) : undefined;
  return (
    (pair?.key as { readonly range?: readonly number[] } | undefined)?.range?.[0] ?? offsetOf(at.document, at.path)
  );
}
