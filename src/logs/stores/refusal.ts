import { CheckProblem } from '../../errors.ts';
import { toVisible } from '../../redact/visible.ts';

/** A whole answer. `text` is undefined where it went on beyond the size limit; `location` is where a redirect points to. */
export type Told = {
  readonly status: number;
  readonly text: string | undefined;
  readonly location?: string | undefined;
};

/** What to throw after an answer that is no success: the store, the status, and the first line of what it said, as it may be shown. */
export function refusalOf(of: {
  readonly store: string;
  readonly told: Told;
  readonly said: string;
  readonly secrets: readonly string[];
}): CheckProblem {
  const { store, told, secrets } = of;
  const line = of.said.split(/\r?\n/).find((text) => text.trim() !== '') ?? '';
  const shown = toVisible(hide(line.trim(), secrets).slice(0, 300));
  const message = `${store} answered ${told.status}${shown === '' ? '' : `: ${shown}`}`;
  if (told.status === 401 || told.status === 403) {
    return new CheckProblem({
      status: 'blocked',
      message,
      unblock: `Check the credentials for ${store} and what they may read`,
    });
  }
  if (told.status >= 300 && told.status < 400) {
    const to = told.location === undefined ? '' : ` with a redirect to ${addressOf(told.location, secrets)}`;
    const unblock = 'Name the address it redirects to in `url`: redirects are not followed with credentials';
    return new CheckProblem({ status: 'error', message: `${message}${to}`, unblock });
  }
  return new CheckProblem({ status: 'error', message });
}

/** Where a redirect points to, without its query: a sign-in page gets tokens there. */
function addressOf(location: string, secrets: readonly string[]): string {
  return toVisible(hide(location.replace(/[?#][\s\S]*$/, ''), secrets).slice(0, 200));
}

/** A text with `***` in the place of every secret. */
export function hide(text: string, secrets: readonly string[]): string {
  return secrets.reduce((shown, secret) => (secret === '' ? shown : shown.replaceAll(secret, '***')), text);
}
