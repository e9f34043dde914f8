import type { Command, Option } from 'commander';
import type { Candidate } from './named-values.ts';
import { type NamedValues, type Values, valuesOf } from './named-values.ts';
import { argumentAt, findPlace, optionsAt, type PlaceOnLine } from './place-on-line.ts';

/** What may stand at a place: words, or files or folders, which the shell knows best; `keep` is the part of the word before them. */
export type Candidates =
  | { readonly type: 'words'; readonly words: readonly Candidate[] }
  | { readonly type: 'files' | 'folders'; readonly keep: string };

/**
 * What the last of the words of a command line may become. Commands, options and choices come from the tree of commands, ids from `named`.
 * Only words that every shell takes as they are, without quotes, are given.
 */
export async function findCandidates(
  program: Command,
  words: readonly string[],
  named: NamedValues,
): Promise<Candidates> {
  const place = findPlace(program, words);
  const found = await find(place, named);
  if (typeof found === 'string') return { type: found, keep: place.keep + keptOf(place.typed) };
  const fitting = found.filter(({ word }) => word.startsWith(place.typed) && isPlain(word));
  return { type: 'words', words: fitting.map(({ word, text }) => ({ word: place.keep + word, text })) };
}

async function find(place: PlaceOnLine, named: NamedValues): Promise<Values> {
  const { command, operands, typed, option, isPastOptions } = place;
  if (option !== undefined)
    return valuesOf({ names: [option.long ?? '', placeholderOf(option)], choices: option.argChoices, place, named });
  if (!isPastOptions && typed.startsWith('-')) return optionWords(place);
  const commands =
    operands.length > 0 ? [] : command.createHelp().visibleCommands(command).map(wordOf).filter(fits(typed));
  if (commands.length > 0) return commands;
  // What may be left out may be left out here: then the word is the one after it.
  for (let further = 0; ; further++) {
    const argument = argumentAt(place, further);
    if (argument === undefined) break;
    const values = await valuesOf({ names: [argument.name()], choices: argument.argChoices, place, named });
    if (typeof values === 'string' || values.some(fits(typed))) return values;
    if (argument.required) return [];
  }
  const isUnknownCommand = operands.length > 0 && command.commands.length > 0;
  return typed === '' && !isPastOptions && !isUnknownCommand ? optionWords(place) : [];
}

const fits = (typed: string) => (candidate: Candidate) => candidate.word.startsWith(typed);

function wordOf(command: Command): Candidate {
  return { word: command.name(), text: command.description() };
}

/** One that was given stands there again only where it may. */
function optionWords({ command, given }: PlaceOnLine): readonly Candidate[] {
  return optionsAt(command)
    .filter((option) => Array.isArray(option.defaultValue) || !given.includes(option))
    .map((option) => ({ word: option.long ?? option.short ?? '', text: option.description }));
}

function placeholderOf({ flags }: Option): string {
  return /[<[](.*?)(?:\.\.\.)?[>\]]$/.exec(flags)?.[1] ?? '';
}

/** Of `table=file` and `source=file` the name stays. */
function keptOf(typed: string): string {
  return /^[^/=]*=/.exec(typed)?.[0] ?? '';
}

/** A word from outside (the name of a folder) must not reach a command line as something else than a word. */
function isPlain(word: string): boolean {
  return /^[\p{L}\p{N}_.@%+:/=-]+$/u.test(word);
}
