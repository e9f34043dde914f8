import { UserError } from '../../errors.ts';
import { type Condition, createTest, parseCondition } from '../../logs/condition.ts';
import type { LogEvent } from '../../logs/log-event.ts';
import type { Setting } from '../../logs/settings/setting.ts';
import type { Value } from '../../logs/value.ts';
import { isSecretName } from '../../redact/secret-name.ts';
import { readDuration } from './duration.ts';
import { findSetting, tellAbsent } from './find-setting.ts';
import { hideSetting } from './hide-setting.ts';
import { hidden } from './secret-name.ts';

/** What a setting must be: `X present`, `X absent`, `X in a, b`, or a comparison; with a duration (`timeout >= 5s`) in milliseconds. */
export type Expectation = { readonly name: string } & (
  | { readonly kind: 'present' }
  | { readonly kind: 'absent' }
  | { readonly kind: 'in'; readonly values: readonly string[] }
  | { readonly kind: 'compare'; readonly condition: Condition; readonly ms: number | undefined }
);

/** How an expectation came out; `ok` is null where only the running program knows the value. */
export type Judged = {
  readonly name: string;
  readonly expect: string;
  readonly found: Value;
  readonly ok: boolean | null;
  readonly say: string;
};

/** Reads an expectation; throws a `UserError` that says what is wrong with it. */
export function parseExpectation(text: string): Expectation {
  const [, name = '', word = ''] = /^\s*(\S+)\s+(present|absent)\s*$/.exec(text) ?? [];
  if (word !== '') return { name, kind: word as 'present' | 'absent' };
  const [, listed = '', list = ''] = /^\s*(\S+)\s+in\s+(\S.*?)\s*$/.exec(text) ?? [];
  if (listed !== '') return { name: listed, kind: 'in', values: list.split(/\s*,\s*/) };
  const duration = /^(.*?(?:<=|>=|<|>))\s*(\d[\d._]*\s*[a-z]+|PT\w+)\s*$/i.exec(text);
  const ms = duration === null ? undefined : readDuration({ name: '', value: duration[2] })?.ms;
  try {
    const condition = parseCondition(ms === undefined ? text : `${duration?.[1]} ${ms}`);
    return { name: condition.field, kind: 'compare', condition, ms };
  } catch (cause) {
    throw new UserError(
      {
        // The value may be a secret: only the name is told.
        message: `what is expected of "${text.trim().split(/\s/)[0]}" says nothing that a setting could be held against`,
        hint: 'Write for example "TIMEOUT_MS >= 5000", "timeout >= 5s", "store = redis", "store in redis, table", "key present" or "key absent".',
      },
      { cause },
    );
  }
}

/** Holds settings against what is expected of one. */
export function judgeExpectation(settings: readonly Setting[], text: string): Judged {
  const expectation = parseExpectation(text);
  const { name } = expectation;
  const setting = findSetting(settings, name);
  if (setting === undefined) {
    const ok = expectation.kind === 'absent';
    const expect = isSecretName(name) ? hideExpectation(text) : text;
    return {
      name,
      expect,
      found: null,
      ok,
      say: ok ? `${name} is not set` : `${tellAbsent(settings, name)} is not set, expected: ${expect}`,
    };
  }
  const found = hideSetting(setting.path, setting.value);
  const isSecret = JSON.stringify(found) !== JSON.stringify(hideNothing(setting.value));
  const expect = isSecret ? hideExpectation(text) : text;
  const told = `${setting.path} is ${typeof found === 'string' ? found : JSON.stringify(found)}`;
  const answer = (ok: boolean | null): Judged => ({
    name,
    expect,
    found,
    ok,
    say: ok === true ? told : `${told}, expected: ${expect}`,
  });
  if (expectation.kind === 'present') return answer(true);
  if (expectation.kind === 'absent') return answer(false);
  if (setting.computed !== undefined)
    return { ...answer(null), say: `${setting.path} is only known to the running program (${String(found)})` };
  return answer(
    expectation.kind === 'in'
      ? expectation.values.some((value) => String(setting.value) === value)
      : compare(expectation, setting),
  );
}

/** An expectation as it may be shown where its setting is a secret. */
function hideExpectation(text: string): string {
  return text.replace(/^(\s*\S+\s*(?:!=|!~|<=|>=|==|=~|=|<|>|~|\sin\s)\s*)[\s\S]+$/, `$1${hidden}`);
}

function compare(
  { condition, ms }: { readonly condition: Condition; readonly ms: number | undefined },
  setting: Setting,
): boolean {
  const value =
    ms === undefined ? plain(setting.value) : readDuration({ name: setting.path, value: setting.value })?.ms;
  return createTest([{ ...condition, field: 'value' }])({ fields: { value } } as unknown as LogEvent);
}

/** Numbers may be written with separators (`5_000`). */
function plain(value: unknown): unknown {
  return typeof value === 'string' && /^\d{1,3}(?:_\d{3})+$/.test(value) ? value.replaceAll('_', '') : value;
}

function hideNothing(value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : (value ?? null);
}
