import { fileURLToPath } from 'node:url';
import { expect, vi } from 'vitest';
import type { ScreenRun } from './screens.ts';

/** Holds the screen against the one in `test/e2e/screens/golden/`; `npx vitest run test/e2e/screens -u` writes them anew. */
export async function expectGolden(run: ScreenRun, name: string): Promise<void> {
  const file = fileURLToPath(new URL(`../e2e/screens/golden/${name}.txt`, import.meta.url));
  // A frame may be half drawn, and a resumed walk runs again what was blocked.
  await vi.waitFor(
    () => {
      expect(run.screen()).toBe(run.frames().at(-1));
      expect(isRunning(run.screen())).toBe(false);
    },
    { timeout: 20_000 },
  );
  await expect(`${settled(run.screen())}\n`).toMatchFileSnapshot(file);
}

/** The screen without what differs from run to run: the incident's id, the times of this walk, and where it is kept. */
function settled(screen: string): string {
  return screen
    .replace(/\b20\d{6}-\d{4}-[0-9a-f]{4}\b/g, '20260101-0000-0000')
    .replace(/^ causebook {2}.*$/m, (header) => ` causebook  ${/^\S+(?: \S+)?/.exec(header.slice(12))?.[0] ?? ''} …`)
    .replace(/(?:\d\d:)?\d\d:\d\d UTC/g, (time) => time.replace(/\d/g, '0'))
    .replace(/\btook [\d.]+ s/g, 'took 0.0 s')
    .replace(/causebook-home-\w{6}/g, 'causebook-home-000000')
    .replace(/ +$/gm, '');
}

/** Whether a check runs: the header turns, and the title of the steps counts it. */
export function isRunning(screen: string): boolean {
  return /\(\d+ r|[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/.test(screen.split('\n').slice(0, 2).join('\n'));
}
