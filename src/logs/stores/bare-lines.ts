import { CheckProblem } from '../../errors.ts';
import { grouped } from '../questions/wording.ts';
import type { Client } from './client.ts';
import type { StoreLine } from './store.ts';

const maxNamed = 12;

/** Counts what a store has no text for: `field` is where the text should be, and `key` what of the source names it. */
export function countBare(of: { readonly all: string; readonly field: string; readonly key: string }): {
  /** Counts lines, and gives them back. */
  readonly count: (lines: readonly StoreLine[]) => readonly StoreLine[];
  /** Tells how many there were; throws a `CheckProblem` where none of what came has a text. */
  readonly tell: (client: Client) => void;
} {
  const { all, field, key } = of;
  let total = 0;
  let bare = 0;
  let labels: StoreLine['labels'] = {};
  return {
    count: (lines) => {
      total += lines.length;
      for (const line of lines) {
        if (line.isBare !== true) continue;
        if (bare === 0) labels = line.labels;
        bare += 1;
      }
      return lines;
    },
    tell: (client) => {
      if (bare === 0) return;
      if (bare < total) return client.notice(`${grouped(bare)} of ${grouped(total)} ${all} do not have ${field}`);
      const names = Object.keys(labels);
      const shown = names.length === 0 ? '' : `: ${names.slice(0, maxNamed).join(', ')}`;
      throw new CheckProblem({
        status: 'error',
        message: `none of the ${grouped(total)} ${all} has ${field}`,
        unblock: `Name another one in \`${key}\`${shown}${names.length > maxNamed ? ', …' : ''}`,
      });
    },
  };
}
