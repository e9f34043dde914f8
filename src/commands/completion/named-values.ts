import { stepsOf } from '../../runbook/load.ts';
import type { Runbook, Step } from '../../runbook/schema.ts';
import type { PlaceOnLine } from './place-on-line.ts';

/** A word that may stand there, and what it means. */
export type Candidate = { readonly word: string; readonly text: string };

/** What may stand for an argument or the value of an option. */
export type Values = readonly Candidate[] | 'files' | 'folders';

/** The ids that are there, newest or nearest first; each is looked up only where it is asked for, and nothing is thrown. */
export type NamedValues = {
  readonly runbooks: () => Promise<readonly string[]>;
  readonly incidents: () => Promise<readonly string[]>;
  readonly scenarios: () => Promise<readonly string[]>;
  /** By its id or file. */
  readonly runbook: (name: string) => Promise<Runbook | undefined>;
  /** The runbook of an incident, of the newest where none is named. */
  readonly runbookOfIncident: (incident: string | undefined) => Promise<Runbook | undefined>;
};

type Sought = { readonly place: PlaceOnLine; readonly named: NamedValues };

/**
 * What an argument or an option may hold: its choices, else what the first of its names that is known stands for. An option has its own name
 * and that of its value.
 */
export async function valuesOf({
  names,
  choices,
  ...sought
}: Sought & { readonly names: readonly string[]; readonly choices: readonly string[] | undefined }): Promise<Values> {
  if (choices !== undefined) return choices.map(bare);
  const name = names.find((one) => meanings.has(one));
  return (name === undefined ? undefined : meanings.get(name)?.(sought)) ?? [];
}

const bare = (word: string): Candidate => ({ word, text: '' });

/** A runbook is named by its id, or by its file: that is meant where no id begins so. */
const runbookOrFile = async ({ place, named }: Sought): Promise<Values> => {
  const ids = await named.runbooks();
  return ids.some((id) => id.startsWith(place.typed)) ? ids.map(bare) : 'files';
};
const incident = async ({ named }: Sought) => (await named.incidents()).map(bare);
const files = async () => 'files' as const;
const ofIncident = (list: (runbook: Runbook) => readonly Candidate[]) => async (sought: Sought) => {
  const runbook = await sought.named.runbookOfIncident(sought.place.operands[0]);
  return runbook === undefined ? [] : list(runbook);
};
const fix = ofIncident(({ fixes }) => fixes.map(({ id, title }) => ({ word: id, text: title })));

function checksOf(runbook: Runbook | undefined): readonly Candidate[] {
  const steps = runbook === undefined ? [] : stepsOf(runbook).map(({ step }) => step);
  const isCheck = ({ ask, do: action }: Step) => ask === undefined && action === undefined;
  return steps.filter(isCheck).map(({ id, title }) => ({ word: id, text: title ?? '' }));
}

/** What the names mean that arguments, options and their values have in the help. */
const meanings: ReadonlyMap<string, (sought: Sought) => Promise<Values>> = new Map([
  ['runbook', runbookOrFile],
  ['paths', runbookOrFile],
  ['incident', incident],
  ['--incident', incident],
  ['scenario', async ({ named }) => (await named.scenarios()).map(bare)],
  ['step', async ({ place, named }) => checksOf(await named.runbook(place.operands[0] ?? ''))],
  ['fix', fix],
  ['--fix', fix],
  ['--party', ofIncident(({ parties }) => parties.map(({ id, name }) => ({ word: id, text: name })))],
  [
    'k=v',
    async ({ place, named }) => {
      const [first] = place.operands;
      const of = place.command.registeredArguments[0]?.name();
      const runbook =
        of === 'runbook'
          ? await named.runbook(first ?? '')
          : of === 'incident'
            ? await named.runbookOfIncident(first)
            : undefined;
      const inputs = runbook?.inputs.filter(({ secret }) => !secret) ?? [];
      return inputs.map(({ id, ask }) => ({ word: `${id}=`, text: ask ?? '' }));
    },
  ],
  ['file', files],
  ['files', files],
  ['report', files],
  ['argv', files],
  ['table=file', files],
  ['source=file', files],
  ['file[=source]', files],
  ['dir', async () => 'folders' as const],
]);
