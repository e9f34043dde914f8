import type { Progress } from '../../logs/gather/gather.ts';
import type { CheckContext } from '../check.ts';

/** Reading is told in bytes, not more often than a screen can use it. */
export function tellProgress({ progress, now }: CheckContext): (progress: Progress) => void {
  let last = 0;
  return ({ bytes, total }) => {
    if (total < 10_000_000) return;
    const at = now().getTime();
    if (at - last < 200) return;
    last = at;
    progress(`${(bytes / 1e6).toFixed(0)} of ${(total / 1e6).toFixed(0)} MB`);
  };
}
