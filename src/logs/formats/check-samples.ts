import { isDeepStrictEqual } from 'node:util';
import type { Definition, Sample } from './definition.ts';
import { createFormat } from './formats.ts';

/** What a sample of a definition does not read as it says, and where in the definition that stands. */
export type SampleProblem = { readonly path: readonly PropertyKey[]; readonly message: string };

/** Reads every sample of a definition, whole and by the quick way, and gives what is not as it says. */
export function checkSamples(definition: Definition): readonly SampleProblem[] {
  return definition.samples.flatMap((sample, index) =>
    checkSample(definition, sample).map(({ path, message }) => ({ path: ['samples', index, ...path], message })),
  );
}

function checkSample(definition: Definition, sample: Sample): readonly SampleProblem[] {
  const modifiedMs = Date.parse(sample.modified ?? sample.at ?? '1970-01-01T00:00:00Z');
  const format = createFormat(definition);
  const parser = format.open({ zone: sample.zone ?? 'UTC', modifiedMs });
  const parsed = parser.parse(sample.line);
  if (parsed === undefined) return [{ path: ['line'], message: 'the line does not read as this format' }];
  const problems: SampleProblem[] = [];
  const atMs = sample.at === null ? Number.NaN : Date.parse(sample.at);
  if (!Object.is(parsed.atMs, atMs)) {
    problems.push({
      path: ['at'],
      message: `the stamp reads as ${renderInstant(parsed.atMs)}, not as ${renderInstant(atMs)}`,
    });
  } else if (sample.at !== null && parsed.resolutionMs !== (sample.resolution_ms ?? 1)) {
    const at = sample.resolution_ms === undefined ? 'at' : 'resolution_ms';
    problems.push({
      path: [at],
      message: `the stamp is exact to ${parsed.resolutionMs} ms, not to ${sample.resolution_ms ?? 1}`,
    });
  }
  for (const name of new Set([...Object.keys(sample.fields), ...Object.keys(parsed.fields)])) {
    const expected = sample.fields[name];
    const found = parsed.fields[name];
    if (Object.hasOwn(sample.fields, name) && Object.hasOwn(parsed.fields, name) && isDeepStrictEqual(found, expected))
      continue;
    const path = Object.hasOwn(sample.fields, name) ? ['fields', name] : ['fields'];
    problems.push({ path, message: `${name} reads as ${render(found)}, not as ${render(expected)}` });
  }
  const quick = parser.quickStamp(sample.line);
  if (quick !== undefined && !Object.is(quick, parsed.atMs)) {
    problems.push({
      path: ['line'],
      message: `"quick" finds ${renderInstant(quick)}, the whole line has ${renderInstant(parsed.atMs)}`,
    });
  }
  for (const name of Object.keys(definition.find ?? {})) {
    const value = parsed.fields[name] ?? null;
    const source = value === null ? undefined : format.find({ field: name, operator: '=', value: String(value) });
    if (source === undefined || new RegExp(source).test(sample.line)) continue;
    problems.push({ path: ['line'], message: `"find" passes over this line, whose ${name} is ${render(value)}` });
  }
  for (const [index, line] of (sample.continued ?? []).entries()) {
    if (parser.isContinuation?.(line) === true) continue;
    problems.push({
      path: ['continued', index],
      message: 'the line does not go on with the one above it: see "continuation"',
    });
  }
  return problems;
}

function renderInstant(ms: number): string {
  return Number.isNaN(ms) ? 'none' : new Date(ms).toISOString();
}

function render(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
