import type { Runbook } from '../schema.ts';
import { namesInput } from '../templates.ts';
import type { Path, Report } from './report.ts';

type Given = { readonly [key: string]: unknown };

const credentials = ['token', 'password', 'api_key'];

/** An input that goes to a store or a database as a credential is secret: others are shown and written down. */
export function checkCredentials(runbook: Runbook, report: Report): void {
  for (const [index, { log, metrics, database }] of runbook.sources.entries()) {
    const places: readonly {
      readonly path: Path;
      readonly given: Given | undefined;
      readonly keys: readonly string[];
    }[] = [
      { path: ['log', 'loki'], given: log?.loki, keys: credentials },
      { path: ['log', 'elasticsearch'], given: log?.elasticsearch, keys: credentials },
      { path: ['log', 'clickhouse'], given: log?.clickhouse, keys: credentials },
      { path: ['metrics', 'prometheus'], given: metrics?.prometheus, keys: credentials },
      // The URL of a database, where an input is all of it, has the password in it.
      { path: ['database', 'postgres'], given: database?.postgres, keys: [...credentials, 'url'] },
    ];
    for (const { path, given = {}, keys } of places) {
      for (const key of keys) {
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
