import type { Runbook } from '../schema.ts';
import { namesInput } from '../templates.ts';
import type { Path, Report } from './report.ts';

type Given = { readonly [key: string]: unknown };

/** An input that goes to a store or a database as a credential is secret: others are shown and written down. */
export function checkCredentials(runbook: Runbook, report: Report): void {
  for (const [index, { log, database }] of runbook.sources.entries()) {
    const places: readonly { readonly path: Path; readonly given: Given | undefined }[] = [
      { path: ['log', 'loki'], given: log?.loki },
      { path: ['log', 'elasticsearch'], given: log?.elasticsearch },
      { path: ['log', 'clickhouse'], given: log?.clickhouse },
      { path: ['database', 'postgres'], given: database?.postgres },
    ];
    for (const { path, given = {} } of places) {
      // A URL that is an input as a whole is that of a database; it has the password in it.
      for (const key of ['token', 'password', 'api_key', 'url']) {
        const open = runbook.inputs.find((input) => !input.secret && namesInput(given[key], input.id));
        if (open === undefined) continue;
        report({
          path: ['sources', index, ...path, key],
          message: `input "${open.id}" is not secret, but is used as a credential`,
          hint: `Give the input \`secret: true\`.`,
        });
      }
    }
  }
}
