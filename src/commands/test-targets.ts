import { parseTestTarget } from '../checks/test-target.ts';

/** Reads `--test-target` flags: the URLs at and under which may be written, without their queries. */
export function readTestTargets(flags: { readonly testTarget?: readonly string[] }): readonly string[] {
  return (flags.testTarget ?? []).map((text) => {
    const { origin, pathname } = parseTestTarget(text, '--test-target');
    return `${origin}${pathname}`;
  });
}
