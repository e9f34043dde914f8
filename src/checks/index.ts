import type { Check } from './check.ts';
import { command } from './command.ts';
import { config } from './config.ts';
import { dns } from './dns.ts';
import { http } from './http.ts';
import type { CheckKind } from './kinds.ts';
import { log } from './log.ts';
import { metric } from './metric.ts';
import { reproduce } from './reproduce.ts';
import { script } from './script.ts';
import { signature } from './signature.ts';
import { sql } from './sql.ts';
import { tcp } from './tcp.ts';
import { tls } from './tls.ts';

/** Every kind of check, by the key that names it in a runbook. A new kind is one line here. */
export const checks = {
  log,
  http,
  tls,
  signature,
  config,
  dns,
  tcp,
  sql,
  metric,
  reproduce,
  command,
  script,
} satisfies {
  readonly [K in CheckKind]: AnyCheck;
};

// biome-ignore lint/suspicious/noExplicitAny: the parameters of a kind are its own business; its schema guards them.
export type AnyCheck = Check<any>;
