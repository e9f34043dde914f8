import { type Problem, suggest, UserError } from '../errors.ts';
import type { EvidenceFolder } from '../logs/evidence-folder.ts';
import { type KnownFormats, knowFormats } from '../logs/formats/known-formats.ts';
import { spanOfLines } from '../logs/span-of-lines.ts';
import { parseDuration, parseWindow, type Window } from '../logs/window.ts';
import type { Input, Runbook } from '../runbook/schema.ts';
import { fillText } from '../runbook/templates.ts';

/** The inputs of an incident: as text for the record, as typed values for expressions, and the secret ones apart. */
export type ResolvedInputs = {
  readonly shown: { readonly [id: string]: string };
  readonly values: { readonly [id: string]: string | number | boolean };
  readonly secrets: readonly string[];
  readonly window: Window | undefined;
  /** Ids of inputs without a value that are not optional. */
  readonly missing: readonly string[];
};

/**
 * Takes what was given (`--input k=v`), then the environment, then the defaults. Throws a `UserError` for an unknown
 * input and for a value that is not of its type.
 */
export async function resolveInputs(options: {
  readonly runbook: Runbook;
  readonly given: { readonly [id: string]: string };
  readonly env: { readonly [name: string]: string | undefined };
  readonly folder: EvidenceFolder;
  readonly known?: KnownFormats | undefined;
  readonly now: Date;
  readonly signal: AbortSignal;
}): Promise<ResolvedInputs> {
  const { runbook, given, env, now } = options;
  const ids = runbook.inputs.map((input) => input.id);
  const unknown = Object.keys(given).filter((id) => !ids.includes(id));
  if (unknown.length > 0) {
    throw new UserError(
      unknown.map((id): Problem => {
        const hint = suggest(id, ids) ?? (ids.length === 0 ? 'It takes none.' : `It takes ${ids.join(', ')}.`);
        return { message: `runbook ${runbook.id} has no input "${id}"`, hint };
      }),
    );
  }
  const texts = new Map(
    runbook.inputs.map((input) => [
      input.id,
      given[input.id] ?? (input.env === undefined ? undefined : env[input.env]) ?? plainDefault(input),
    ]),
  );
  const secret = (input: Input) => input.secret;
  const missing = runbook.inputs
    .filter((input) => input.type !== 'window' && !input.optional && texts.get(input.id) === undefined)
    .map((input) => input.id);
  const values = Object.fromEntries(runbook.inputs.flatMap((input) => toEntry(input, texts.get(input.id))));
  const window = await resolveWindow({ ...options, texts, values });
  return {
    shown: Object.fromEntries(
      runbook.inputs
        .filter((input) => !secret(input) && input.type !== 'window')
        .flatMap((input) => {
          const text = texts.get(input.id);
          return text === undefined ? [] : [[input.id, text]];
        }),
    ),
    values,
    secrets: runbook.inputs.filter(secret).flatMap((input) => texts.get(input.id) ?? []),
    window: window ?? (texts.get('window') === undefined ? undefined : parseWindow(texts.get('window') ?? '', now)),
    missing,
  };
}

function plainDefault(input: Input): string | undefined {
  return input.default === undefined || typeof input.default === 'object' ? undefined : String(input.default);
}

// An optional input that was not given is empty, so that `inputs.x != ""` can ask for it.
function toEntry(input: Input, text: string | undefined): readonly (readonly [string, string | number | boolean])[] {
  if (input.type === 'window') return [];
  if (text === undefined) return input.optional ? [[input.id, '']] : [];
  const wrong = (expected: string): never => {
    const shown = input.secret ? 'the value' : `"${text}"`;
    throw new UserError({
      message: `input ${input.id}: ${shown} is not ${expected}`,
      ...(input.example === undefined ? {} : { hint: `For example ${input.example}.` }),
    });
  };
  switch (input.type) {
    case 'string':
    case 'path':
      return [[input.id, text.trim() === '' ? wrong('a value: it is empty') : text]];
    case 'integer':
      return [[input.id, /^-?\d+$/.test(text) ? Number(text) : wrong('a whole number')]];
    case 'number':
      return [[input.id, text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : wrong('a number')]];
    case 'boolean':
      return [[input.id, text === 'true' || text === 'false' ? text === 'true' : wrong('true or false')]];
    case 'url':
      return [[input.id, URL.canParse(text) ? text : wrong('a URL')]];
  }
}

async function resolveWindow(options: {
  readonly runbook: Runbook;
  readonly folder: EvidenceFolder;
  readonly known?: KnownFormats | undefined;
  readonly now: Date;
  readonly signal: AbortSignal;
  readonly texts: ReadonlyMap<string, string | undefined>;
  readonly values: ResolvedInputs['values'];
}): Promise<Window | undefined> {
  const { runbook, texts, values, now } = options;
  const input = runbook.inputs.find((one) => one.type === 'window');
  const text = input === undefined ? undefined : texts.get(input.id);
  if (text !== undefined) return parseWindow(text, now);
  if (typeof input?.default !== 'object') return undefined;
  const { around, pad } = input.default;
  // Without the input that the window hangs on, there is nothing to look around.
  if (runbook.inputs.some((one) => around.includes(`inputs.${one.id}`) && values[one.id] === undefined))
    return undefined;
  const logs = runbook.sources.flatMap((source) => (source.log === undefined ? [] : [source.log]));
  const span = await spanOfLines({
    logs,
    folder: options.folder,
    known: options.known ?? knowFormats(),
    match: fillText(around, { inputs: values }),
    signal: options.signal,
  });
  return span === undefined
    ? undefined
    : { fromMs: span.fromMs - parseDuration(pad), toMs: span.toMs + parseDuration(pad) };
}
