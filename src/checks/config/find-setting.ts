import { suggest } from '../../errors.ts';
import type { Setting } from '../../logs/settings/setting.ts';

/**
 * The setting that a name stands for: its flat name, its dotted path (`servers.0.url` inside a list), or, where there is just one, a name that
 * differs in case and separators alone (`retry.maxAttempts` for RETRY_MAX_ATTEMPTS). Undefined where there is none.
 */
export function findSetting(settings: readonly Setting[], wanted: string): Setting | undefined {
  const all = settings.flatMap(withInner);
  const exact = all.find(({ name, path }) => path === wanted || name === wanted);
  if (exact !== undefined) return exact;
  const folded = fold(wanted);
  const similar = all.filter(({ path }) => fold(path) === folded);
  return similar.length === 1 ? similar[0] : undefined;
}

/** That a setting is absent, with the nearest name that is there. */
export function tellAbsent(settings: readonly Setting[], wanted: string): string {
  const all = settings.flatMap(withInner);
  const names = all.flatMap(({ name, path }) => [name, path]);
  const inside = all.find(({ path }) => fold(path).endsWith(fold(wanted)));
  const hint = suggest(wanted, names) ?? (inside === undefined ? undefined : `Did you mean "${inside.path}"?`);
  return hint === undefined ? wanted : `${wanted} (${hint})`;
}

/** A setting with all that are inside its lists. */
function withInner(setting: Setting): readonly Setting[] {
  return [setting, ...(setting.inner ?? []).flatMap(withInner)];
}

function fold(name: string): string {
  return name.replace(/[^A-Za-z0-9]/g, '').toLowerCase();
}
