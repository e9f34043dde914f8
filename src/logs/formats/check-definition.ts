import { messageOf, suggest } from '../../errors.ts';
import { checkSamples } from './check-samples.ts';
import type { Definition } from './definition.ts';
import { partKind } from './parts/index.ts';
import { compilePattern, findContext, groupNames, isLinear } from './pattern.ts';
import { createStampReader } from './stamp/reader.ts';

/** What is wrong with a definition that keeps to the schema, where in it, and what to do. */
export type DefinitionProblem = {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly hint?: string;
};

/** Finds what a schema cannot: patterns that are none or not linear, names that nothing has, samples that read otherwise. */
export function checkDefinition(definition: Definition): readonly DefinitionProblem[] {
  const patterns = [...checkPatterns(definition), ...checkStampFormats(definition)];
  if (patterns.length > 0) return patterns;
  const names = checkNames(definition);
  return names.length > 0 ? names : checkSamples(definition);
}

function checkPatterns({
  patterns = [],
  quick = [],
  continuation,
  find = {},
}: Definition): readonly DefinitionProblem[] {
  return [
    ...patterns.flatMap((pattern, index) => checkPattern(pattern, ['patterns', index], true)),
    ...quick.flatMap((pattern, index) => checkPattern(pattern, ['quick', index], true)),
    ...(typeof continuation === 'object' ? checkPattern(continuation.pattern, ['continuation', 'pattern'], false) : []),
    ...Object.entries(find).flatMap(([name, { around }]) =>
      checkPattern(around.replace('{}', '0'), ['find', name, 'around'], false),
    ),
  ];
}

function checkPattern(pattern: string, path: readonly PropertyKey[], anchored: boolean): readonly DefinitionProblem[] {
  const context = findContext(pattern);
  if (context !== undefined) {
    const hint = 'Patterns are read in linear time, as RE2 does: say it without.';
    return [{ path, message: `the pattern has ${context.what} at character ${context.at + 1}`, hint }];
  }
  if (pattern.includes('(?P<')) return [{ path, message: 'the pattern has (?P<name>…)', hint: 'Write (?<name>…).' }];
  if (anchored && !pattern.startsWith('^')) {
    return [{ path, message: 'the pattern does not begin with ^', hint: 'A line is read from its start.' }];
  }
  try {
    compilePattern(pattern, () => true);
  } catch (cause) {
    const reason = messageOf(cause).replace(/^Invalid regular expression: \/.*\/s?: /s, '');
    return [{ path, message: `the pattern is no regular expression: ${reason}` }];
  }
  if (isLinear(pattern)) return [];
  const hint = 'Repeat nothing more than 16 times by a count: say + or * in its place.';
  return [{ path, message: 'the pattern cannot be read in linear time', hint }];
}

function checkStampFormats({ stamp = [] }: Definition): readonly DefinitionProblem[] {
  return stamp.flatMap(({ formats }, index) =>
    formats.flatMap((format, at) => {
      try {
        createStampReader([format], { toInstant: (wallMs) => wallMs, modifiedMs: 0 });
        return [];
      } catch (cause) {
        const hint =
          'Expected iso, epoch, epoch-s, epoch-ms, epoch-us, epoch-ns, or directives such as %Y-%m-%d %H:%M:%S.';
        return [{ path: ['stamp', index, 'formats', at], message: messageOf(cause), hint }];
      }
    }),
  );
}

function checkNames(definition: Definition): readonly DefinitionProblem[] {
  const { patterns, parts = {}, stamp = [], duration, fields = {}, sums = {}, find = {}, quick = [] } = definition;
  if (patterns === undefined) return [];
  const groups = patterns.flatMap(groupNames);
  const kinds = Object.entries(parts).map(([group, part]) => ({ group, makes: partKind(part).makes(group) }));
  const names = [...groups, ...kinds.flatMap(({ makes }) => makes ?? []), ...Object.keys(sums)];
  // Pairs bring names of their own.
  const isOpen = kinds.some(({ makes }) => makes === undefined);
  const check = (name: string, path: readonly PropertyKey[], among: readonly string[], open: boolean) =>
    open || among.includes(name) ? [] : [unknown(name, path, among)];
  return [
    ...Object.keys(parts).flatMap((group) => check(group, ['parts', group], groups, false)),
    ...Object.entries(sums).flatMap(([name, of]) =>
      of.flatMap((one, index) => check(one, ['sums', name, index], groups, false)),
    ),
    ...stamp.flatMap(({ field }, index) => check(field, ['stamp', index, 'field'], groups, isOpen)),
    ...(duration === undefined ? [] : check(duration.field, ['duration', 'field'], names, isOpen)),
    ...Object.keys(fields).flatMap((name) => check(name, ['fields', name], names, isOpen)),
    ...Object.keys(find).flatMap((name) => check(name, ['find', name], names, false)),
    ...quick.flatMap((pattern, index) => {
      const [name = '', ...more] = groupNames(pattern);
      const isStamp = more.length === 0 && stamp.some(({ field }) => field === name);
      const hint = `Expected one group: ${stamp.map(({ field }) => field).join(' or ')}.`;
      return isStamp
        ? []
        : [{ path: ['quick', index], message: 'the pattern does not have a stamp as its one group', hint }];
    }),
  ];
}

function unknown(name: string, path: readonly PropertyKey[], among: readonly string[]): DefinitionProblem {
  const hint = suggest(name, among) ?? `Expected one of ${[...new Set(among)].join(', ')}.`;
  return { path, message: `no pattern has a group "${name}"`, hint };
}
