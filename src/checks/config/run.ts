import { CheckProblem } from '../../errors.ts';
import type { Excerpt } from '../../logs/log-store.ts';
import { type ConfigRead, readConfig } from '../../logs/read-config.ts';
import type { Setting } from '../../logs/settings/setting.ts';
import type { Value } from '../../logs/value.ts';
import type { CheckContext, Measurement, Verdict } from '../check.ts';
import { renderCommand } from './command.ts';
import { openConfig } from './config-file.ts';
import { type Judged, judgeExpectation } from './expectation.ts';
import { findSetting, tellAbsent } from './find-setting.ts';
import { hideSetting } from './hide-setting.ts';
import type { Parameters } from './parameters.ts';
import { runRetry } from './run-retry.ts';

const maxExcerpts = 40;
const maxRemarks = 5;

/** Runs a config check (see `config`). */
export async function runConfig(given: Parameters, context: CheckContext): Promise<Measurement> {
  const { entry, file } = await openConfig(given.source, context);
  const read = await readConfig(file, entry.config, context.signal);
  const { settings } = read;
  const expectations = [given.expect ?? []].flat();
  const judged = expectations.map((text) => judgeExpectation(settings, text));
  const retry =
    given.retry === undefined
      ? undefined
      : await runRetry({ read, file: file.name, given: given.retry === true ? {} : given.retry, context });
  const asked = new Map((given.settings ?? []).map((name) => [name, findSetting(settings, name)]));
  const shown = [
    ...[...asked.values()].filter((setting) => setting !== undefined),
    ...judged.flatMap(({ name }) => findSetting(settings, name) ?? []),
    ...(retry?.used ?? []),
  ];
  const isAsked = asked.size > 0 || judged.length > 0 || retry !== undefined;
  return {
    facts: {
      ...Object.fromEntries(
        [...asked].map(([name, setting]) => [name, setting === undefined ? null : shownValue(setting)]),
      ),
      ...(judged.length === 0 ? {} : { expected: judged.map(({ expect, found, ok }) => ({ expect, found, ok })) }),
      ...retry?.facts,
      settings: Object.fromEntries(settings.map((setting) => [setting.name, shownValue(setting)])),
      found: settings.map(({ name }) => name),
      format: read.format,
      remarks: read.remarks,
    },
    evidence: [
      ...(retry?.lines ?? []),
      ...[...new Set(isAsked ? shown : settings)].slice(0, maxExcerpts).map((one) => toExcerpt(one, file.name)),
    ],
    command: renderCommand({ given, file, entry: entry.config, judged, retry }),
    verdict: decide({ read, judged, asked, file: file.name, retry: retry?.verdict }),
  };
}

function shownValue(setting: Setting): Value {
  return hideSetting(setting.path, setting.value);
}

function toExcerpt(setting: Setting, file: string): Excerpt {
  const value = shownValue(setting);
  return {
    source: file,
    ...(setting.line === null ? {} : { line: setting.line }),
    text: `${setting.path} = ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  };
}

function decide(of: {
  readonly read: ConfigRead;
  readonly judged: readonly Judged[];
  readonly asked: ReadonlyMap<string, Setting | undefined>;
  readonly file: string;
  readonly retry: Verdict | undefined;
}): Verdict {
  const { read, judged, asked, file, retry } = of;
  const { settings, remarks } = read;
  const absent = [...asked].flatMap(([name, setting]) => (setting === undefined ? [tellAbsent(settings, name)] : []));
  const missing = absent.length === 0 ? [] : [`not set: ${absent.join(', ')}`];
  const told = [...missing, ...remarks.slice(0, maxRemarks)].map((remark) => `; ${remark}`).join('');
  const failed = judged.filter(({ ok }) => ok === false);
  const unknown = judged.filter(({ ok }) => ok === null);
  if (failed.length > 0) {
    const also = retry === undefined ? '' : `; ${retry.say}`;
    const say = [...failed, ...unknown].map((one) => one.say).join('; ');
    return { outcome: 'not-as-expected', status: 'fail', say: `${file}: ${say}${also}${told}` };
  }
  if (unknown.length > 0) {
    throw new CheckProblem({
      status: 'error',
      message: `${file}: ${unknown.map(({ say }) => say).join('; ')}`,
      unblock: 'Ask for the value in the running process',
    });
  }
  if (retry !== undefined) return { ...retry, say: `${retry.say}${told}` };
  if (judged.length > 0) {
    const say = `${file}: ${judged.map((one) => one.say).join('; ')}${told}`;
    return { outcome: 'as-expected', status: 'pass', say };
  }
  const count = settings.length === 1 ? '1 setting' : `${settings.length} settings`;
  return { outcome: 'read', status: 'pass', say: `${count} read from ${file}${told}` };
}
