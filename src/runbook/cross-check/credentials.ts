import type { Runbook } from '../schema.ts';
import { namesInput } from '../templates.ts';
import type { Report } from './report.ts';

/** An input that goes to a store as a credential is secret: others are shown and written down. */
export function checkCredentials(runbook: Runbook, report: Report): void {
  for (const [index, { log }] of runbook.sources.entries()) {
    for (const store of ['loki', 'elasticsearch', 'clickhouse'] as const) {
      const given: { readonly [key: string]: unknown } = log?.[store] ?? {};
      for (const key of ['token', 'password', 'api_key']) {
        const open = runbook.inputs.find((input) => !input.secret && namesInput(given[key], input.id));
        if (open === undefined) continue;
        report({
          path: ['sources', index, 'log', store, key],
          message: `input "${open.id}" is not secret, but is used as a credential`,
          hint: `Give the input \`secret: true\`.`,
        });
      }
    }
  }
}
