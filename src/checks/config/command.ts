import type { EvidenceFile } from '../../logs/evidence-folder.ts';
import type { ConfigSource } from '../../logs/source.ts';
import { renderShell } from '../../shell.ts';
import type { Judged } from './expectation.ts';
import type { Parameters } from './parameters.ts';
import type { Observed } from './retry/compare-timing.ts';
import type { RetryRun } from './run-retry.ts';

/** The command that reads the same file and asks the same. What came out of a log is written into it as numbers, so that it stands alone. */
export function renderCommand(of: {
  readonly given: Parameters;
  readonly file: EvidenceFile;
  readonly entry: ConfigSource;
  readonly judged: readonly Judged[];
  readonly retry: RetryRun | undefined;
}): string {
  const { given, file, entry, judged, retry } = of;
  return renderShell([
    'causebook',
    'check',
    'config',
    file.name === standardInput ? '-' : file.path,
    ...(given.settings ?? []),
    ...(entry.format === undefined ? [] : ['--format', entry.format]),
    ...judged.flatMap(({ expect }) => ['--expect', expect]),
    ...(retry === undefined || given.retry === undefined ? [] : retryFlags(given.retry, retry)),
  ]);
}

/** What a settings file is called that was given on standard input. */
const standardInput = 'stdin';

function retryFlags(
  given: NonNullable<Parameters['retry']>,
  { named, observed, receiverMs }: RetryRun,
): readonly string[] {
  const mapping = given === true ? {} : given;
  return [
    '--retry',
    ...named.flatMap((role) => ['--role', `${role}=${mapping[role]}`]),
    ...(mapping.counts === undefined ? [] : ['--counts', mapping.counts]),
    ...(mapping.unit === undefined ? [] : ['--unit', mapping.unit]),
    ...(receiverMs === null ? [] : ['--receiver', `${receiverMs}ms`]),
    ...(mapping.answers === undefined ? [] : ['--answers', mapping.answers.join(',')]),
    ...(observed === undefined || observed.startsMs.length === 0 ? [] : ['--observed', renderStarts(observed)]),
    ...(observed?.durationsMs.some((ms) => ms !== null)
      ? ['--durations', observed.durationsMs.map((ms) => ms ?? '').join(',')]
      : []),
  ];
}

/** Relative starts; `.0` keeps stamps that happen to be whole seconds from being taken for cut ones. */
function renderStarts({ startsMs, precisionMs }: Observed): string {
  const [first = 0] = startsMs;
  const starts = startsMs.map((ms) => ms - first);
  const isWhole = precisionMs === 0 && starts.every((ms) => ms % 1000 === 0);
  return starts.map((ms) => (isWhole ? `${ms}.0` : String(ms))).join(',');
}
