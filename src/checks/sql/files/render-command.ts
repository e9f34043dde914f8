import type { EvidenceFile } from '../../../logs/evidence-folder.ts';
import type { BoundSql } from '../../../logs/source.ts';
import { toOneLine } from '../one-line.ts';

/** The causebook command, as argv, that asks files the same query. */
export function renderCheckSql(
  files: readonly { readonly name: string; readonly file: EvidenceFile }[],
  { text, values }: BoundSql,
): readonly string[] {
  return [
    'causebook',
    'check',
    'sql',
    ...files.flatMap(({ name, file }) => ['--file', `${name}=${file.path}`]),
    ...values.flatMap((value) => ['--param', String(value)]),
    toOneLine(text),
  ];
}
