import { execa } from 'execa';
import { expect, it } from 'vitest';

const script = new URL('../../scripts/torture.js', import.meta.url).pathname;

it('walks that are killed at random moments, with the end of their journal damaged, lose nothing they had shown', async () => {
  const { stdout, exitCode } = await execa('node', [script, '--walks', '12', '--seed', '20261125', '--jobs', '1'], {
    reject: false,
  });
  expect(stdout).toContain(
    'met    nothing that was shown was lost, every verdict and note is that of an undisturbed walk',
  );
  expect(exitCode).toBe(0);
}, 180_000);
