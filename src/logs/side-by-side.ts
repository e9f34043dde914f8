/** Few enough for the files that a process may have open: often 1024, and 256 on macOS. */
const most = 64;

/** `Promise.all` of work on files, of which a bounded number is open at a time. */
export async function sideBySide<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const workOn = async () => {
    while (next < items.length) {
      const at = next;
      next += 1;
      results[at] = await work(items[at] as T);
    }
  };
  await Promise.all(Array.from({ length: most }, workOn));
  return results;
}
