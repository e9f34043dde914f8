import { messageOf } from '../../errors.ts';
import type { Finding } from './finding.ts';

/** Looks at one thing by `judge`, and finds that it could not be looked at where that throws or does not end. */
export type Section = (id: string, judge: () => Promise<readonly Finding[]>) => Promise<readonly Finding[]>;

/** Creates what looks at things beside each other; `isLate` tells whether one of them has not ended. */
export function createSections(limitMs = 20_000): { readonly section: Section; readonly isLate: () => boolean } {
  let isLate = false;
  const section: Section = async (id, judge) => {
    let limit: NodeJS.Timeout | undefined;
    const late = new Promise<readonly Finding[]>((resolve) => {
      limit = setTimeout(() => {
        isLate = true;
        const say = `no answer after ${limitMs / 1000} s`;
        resolve([{ id, status: 'fail', say, advice: 'Look for a disk or a network folder that hangs.' }]);
      }, limitMs);
    });
    try {
      return await Promise.race([judge(), late]);
    } catch (cause) {
      const say = `could not be looked at: ${messageOf(cause).split('\n')[0]}`;
      return [{ id, status: 'fail', say, advice: 'Install causebook again, with optional packages.' }];
    } finally {
      clearTimeout(limit);
    }
  };
  return { section, isLate: () => isLate };
}
