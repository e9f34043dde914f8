import path from 'node:path';
import { suggest, UserError } from '../../errors.ts';
import { globToRegExp } from '../../logs/glob.ts';
import type { Runbook } from '../../runbook/schema.ts';
import { globsOf } from './readers.ts';

/**
 * The source that a file with this name belongs to, or the one that is `named`. A source of `party` goes before those of others. Throws a
 * `UserError` when there is none, or more than one.
 */
export function matchSource(of: {
  readonly runbook: Runbook;
  readonly file: string;
  readonly named: string | undefined;
  readonly party: string | undefined;
}): string {
  const { runbook, file, named, party } = of;
  const ids = runbook.sources.map(({ id }) => id);
  if (named !== undefined) {
    if (ids.includes(named)) return named;
    const hint = suggest(named, ids) ?? `It has ${ids.join(', ')}.`;
    throw new UserError({
      message: `--attach "${file}=${named}": runbook ${runbook.id} has no source "${named}"`,
      hint,
    });
  }
  const name = path.basename(file).replace(/\.(?:gz|zst)$/, '');
  const fitting = runbook.sources.filter((source) =>
    globsOf(source).some((glob) => globToRegExp(path.posix.basename(glob)).test(name)),
  );
  const own = fitting.filter((source) => source.party === party);
  const [source, ...others] = own.length > 0 ? own : fitting;
  if (source !== undefined && others.length === 0) return source.id;
  const candidates =
    fitting.length > 0 ? fitting : runbook.sources.filter((one) => party === undefined || one.party === party);
  throw new UserError({
    message: `--attach "${file}": ${source === undefined ? 'no source' : 'more than one source'} of runbook ${runbook.id} has files of this name`,
    hint: `Say which it is, like ${path.basename(file)}=${candidates[0]?.id ?? 'SOURCE'}: ${candidates.map(describe).join(', ')}.`,
  });
}

function describe(source: Runbook['sources'][number]): string {
  const [glob] = globsOf(source);
  return glob === undefined ? source.id : `${source.id} (${glob})`;
}
