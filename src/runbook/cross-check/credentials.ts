import type { Runbook } from '../schema.ts';
import { namesInput } from '../templates.ts';
import type { Report } from './report.ts';

/** An input that goes to a store as a credential is secret: others are shown and written down. */
export function checkCredentials(runbook: Runbook, report: Report): void {
  for (const [index, { log, metrics }] of runbook.sources.entries()) {
    const stores: { readonly [path: string]: object | undefined } = {
      'log.loki': log?.loki,
      'log.elasticsearch': log?.elasticsearch,
      'log.clickhouse': log?.clickhouse,
      'metrics.prometheus': metrics?.prometheus,
    };
    for (const [path, store] of Object.entries(stores)) {
      const given = (store ?? {}) as { readonly [key: string]: unknown };
      for (const key of ['token', 'password', 'api_key']) {
        const open = runbook.inputs.find((input) => !input.secret && namesInput(given[key], input.id));
        if (open === undefined) continue;
        report({
          path: ['sources', index, ...path.split('.'), key],
          message: `input "${open.id}" is not secret, but is used as a credential`,
          hint: `Give the input \`secret: true\`.`,
        });
      }
    }
  }
}
