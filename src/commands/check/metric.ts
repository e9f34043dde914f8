import path from 'node:path';
import { UserError } from '../../errors.ts';
import { metricsSource } from '../../logs/source-schema.ts';
import { parseWindow } from '../../logs/window.ts';
import { tellIssue } from '../../yaml/tell-issue.ts';
import { type CommonFlags, runByHand } from '../run-by-hand.ts';

type MetricFlags = CommonFlags & {
  readonly url: string;
  readonly window?: string;
  readonly max?: number;
  readonly min?: number;
  readonly below?: number;
  readonly above?: number;
  readonly for?: string;
  readonly instant?: boolean;
  readonly step?: string;
  readonly pad?: string;
  readonly tokenEnv?: string;
  readonly user?: string;
  readonly passwordEnv?: string;
  readonly tenant?: string;
  readonly cacert?: string;
};

const flagNames = { query: 'the query', expect: '--' };

/** Asks a Prometheus by hand. */
export async function checkMetric(query: string, flags: MetricFlags): Promise<void> {
  const { max, min, below, above, step, pad } = flags;
  const given = { max, min, below, above, for: flags.for };
  const expect = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const entry = {
    id: 'prometheus',
    title: flags.url,
    owner: 'you',
    kind: 'metrics',
    metrics: readSource(flags),
  } as const;
  const parameters = {
    source: entry.id,
    query,
    mode: flags.instant === true ? 'instant' : 'range',
    expect: Object.keys(expect).length === 0 ? undefined : expect,
    step,
    pad,
  };
  const window = parseWindow(flags.window ?? 'last 1h', new Date());
  await runByHand({ kind: 'metric', parameters, sources: [entry], window, flagNames }, flags);
}

function readSource(flags: MetricFlags) {
  const { url, tokenEnv, user, passwordEnv, tenant, cacert } = flags;
  const parsed = metricsSource.safeParse({
    prometheus: {
      url,
      token_env: tokenEnv,
      user,
      password_env: passwordEnv,
      tenant,
      ca: cacert === undefined ? undefined : path.resolve(cacert),
    },
  });
  if (parsed.success) return parsed.data;
  throw new UserError(
    parsed.error.issues.map((issue) => ({
      message: `--${String(issue.path.at(-1) ?? 'url').replace('_', '-')}: ${tellIssue(issue)}`,
    })),
  );
}
