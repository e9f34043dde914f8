import type { Argument, Command, Option } from 'commander';

/** Where on a command line the word lies that is being completed, and what stands before it. */
export type PlaceOnLine = {
  readonly command: Command;
  /** What was given for its arguments, in order. */
  readonly operands: readonly string[];
  readonly given: readonly Option[];
  /** What is typed of the word, without `keep`. */
  readonly typed: string;
  /** The beginning of the word that stays as it is, like `--ui=`. */
  readonly keep: string;
  /** The option whose value the word is. */
  readonly option?: Option;
  /** Whether a `--` says that no options follow. */
  readonly isPastOptions: boolean;
};

/** Finds the place of the last of the words (without the name of the program), which may be empty, in the tree of commands. */
export function findPlace(program: Command, words: readonly string[]): PlaceOnLine {
  let command = program;
  const operands: string[] = [];
  const given: Option[] = [];
  let isPastOptions = false;
  let awaiting: Option | undefined;
  for (const [index, word] of words.slice(0, -1).entries()) {
    if (awaiting !== undefined) awaiting = undefined;
    else if (isPastOptions || !/^-./.test(word)) {
      const under = isPastOptions || operands.length > 0 ? undefined : commandNamed(command, word);
      if (under === undefined) operands.push(word);
      // `check help` is followed by what `check` is.
      else if (under.name() !== 'help') command = under;
    } else if (word === '--') isPastOptions = true;
    else {
      const option = optionNamed(command, word.replace(/=.*/s, ''));
      if (option !== undefined) given.push(option);
      if (!word.includes('=') && takesNext(option, words[index + 1])) awaiting = option;
    }
  }
  const place = { command, operands, given, isPastOptions };
  const last = words.at(-1) ?? '';
  if (awaiting !== undefined) return { ...place, typed: last, keep: '', option: awaiting };
  const [keep, name] = isPastOptions ? [] : (/^(--[^=]+)=/.exec(last) ?? []);
  const option = name === undefined ? undefined : optionNamed(command, name);
  if (keep === undefined || option === undefined) return { ...place, typed: last, keep: '' };
  return { ...place, typed: last.slice(keep.length), keep, option };
}

/** The options of a command and those of the program that count everywhere, without those that are hidden or no help in a command. */
export function optionsAt(command: Command): readonly Option[] {
  const own = command.createHelp().visibleOptions(command);
  const { parent } = command;
  if (parent === null) return own;
  return [...own, ...optionsAt(parent).filter(({ long }) => long !== '--help' && long !== '--version')];
}

/** The argument that comes next, or after it; the last may take any number of values. */
export function argumentAt({ command, operands }: PlaceOnLine, further = 0): Argument | undefined {
  const all = command.registeredArguments;
  const last = all.at(-1);
  return all[operands.length + further] ?? (last?.variadic === true && further === 0 ? last : undefined);
}

function commandNamed(command: Command, name: string): Command | undefined {
  const commands = command.createHelp().visibleCommands(command);
  return commands.find((one) => one.name() === name);
}

function optionNamed(command: Command, flag: string): Option | undefined {
  return optionsAt(command).find(({ short, long }) => short === flag || long === flag);
}

function takesNext(option: Option | undefined, next: string | undefined): boolean {
  return option?.required === true || (option?.optional === true && !/^-./.test(next ?? ''));
}
