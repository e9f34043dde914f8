import { expect, test } from 'vitest';
import type { RunningCheck, Snapshot } from '../../src/incident/session.ts';
import { keptLines } from '../../src/tui/kept-lines.ts';
import { line } from '../../src/tui/line.ts';
import { perSnapshot } from '../../src/tui/per-snapshot.ts';
import { createWorld } from './stage.ts';

const world = createWorld();
const withChange = (change: Partial<Snapshot>) => ({ ...world, snapshot: { ...world.snapshot, ...change } });
const running = (step: string, progress: string): readonly RunningCheck[] => [{ step, sinceMs: 0, progress }];

test('what is found for a snapshot is kept while checks only tell how far they are, and found anew when anything else changes', () => {
  const count = perSnapshot(({ snapshot }) => ({ running: snapshot.running.map(({ step }) => step) }));
  const first = count(withChange({ running: running('intervals', '1 line') }));
  expect(count(withChange({ running: running('intervals', '2 lines') }))).toBe(first);
  expect(count(withChange({ running: running('replay', '2 lines') }))).toEqual({ running: ['replay'] });
  expect(count(withChange({ running: [] }))).toEqual({ running: [] });
  const idle = count(withChange({ running: [] }));
  expect(count(withChange({ running: [], notSaved: 'the disk is full' }))).toBe(idle);
  expect(count(withChange({ running: [], diagnosis: { ...world.snapshot.diagnosis } }))).not.toBe(idle);
  expect(count(withChange({ running: [], state: { ...world.snapshot.state } }))).not.toBe(idle);
});

test('lines are kept for one width, and laid out anew for another width, another snapshot and another theme', () => {
  const lines = keptLines((_, columns: number) => [line(`${columns}`)]);
  const first = lines(world, 80);
  expect(lines(withChange({ running: [] }), 80)).toBe(first);
  expect(lines(world, 40)).toEqual([line('40')]);
  expect(lines(withChange({ state: { ...world.snapshot.state } }), 40)).not.toBe(lines(world, 40));
  expect(lines({ ...world, theme: { ...world.theme } }, 40)).not.toBe(lines(world, 40));
});
