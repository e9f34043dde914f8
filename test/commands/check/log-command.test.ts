import path from 'node:path';
import { expect, test } from 'vitest';
import { logCommand } from '../../../src/commands/check/log-command.ts';

test('what was given is given again, with what says how lines are read, and without what says how it is printed', () => {
  const flags = {
    match: ['a b', 'c'],
    where: [],
    overTime: true,
    zone: 'Europe/Berlin',
    format: 'access',
    stamps: 'end',
    duration: 'rt:s',
    source: 'crm.yaml',
    window: 'last 1h',
    json: true,
    timeout: '10s',
  } as const;
  const window = { fromMs: 0, toMs: 3_600_000 };
  expect(logCommand({ words: ['-', 'a=/x/*.log'], flags, window })).toEqual([
    ...['causebook', 'check', 'log', '-', 'a=/x/*.log', '--match', 'a b', '--match', 'c', '--over-time'],
    ...['--zone', 'Europe/Berlin', '--format', 'access', '--stamps', 'end', '--duration', 'rt:s'],
    ...['--window', '1970-01-01T00:00:00.000Z/1970-01-01T01:00:00.000Z', '--source', path.resolve('crm.yaml')],
  ]);
});

test('ids are named by their file where it can be read again', () => {
  const ask = (missingIds?: string) =>
    logCommand({ words: ['/a'], flags: { missing: 'p1,p2', ...(missingIds && { missingIds }) }, window: undefined });
  expect(ask().slice(4)).toEqual(['--missing', 'p1,p2']);
  expect(ask('ids.txt').slice(4)).toEqual(['--missing-ids', path.resolve('ids.txt')]);
});
