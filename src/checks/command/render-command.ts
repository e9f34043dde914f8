import { renderShell } from '../../shell.ts';
import type { Environment } from './environment.ts';

/**
 * The line that runs a command again: in its folder, with its input, its variables before it. A value that `isSecret` is taken from the
 * variable of the same name of whoever pastes it, an input that is one from STDIN.
 */
export function renderCommand(of: {
  readonly argv: readonly string[];
  readonly folder: string | undefined;
  readonly stdin: string | undefined;
  readonly named: Environment['named'];
  readonly isSecret: (text: string) => boolean;
}): string {
  const { argv, folder, stdin, named, isSecret } = of;
  const variables = Object.entries(named).map(([name, value]) =>
    isSecret(value) ? `${name}="$${name}" ` : `${name}=${renderShell([value])} `,
  );
  const given = stdin === undefined ? '' : isSecret(stdin) ? '"$STDIN"' : renderShell([stdin]);
  const input = stdin === undefined ? '' : `printf %s ${given} | `;
  const where = folder === undefined ? '' : `cd ${renderShell([folder])} && `;
  return `${where}${input}${variables.join('')}${renderShell(argv)}`;
}
