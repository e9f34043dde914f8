/** How long what reads may keep the thread, all of it together: a key that was pressed meanwhile waits for no more. */
const turnMs = 5;

let endsAt = 0;
let next: Promise<void> | undefined;

/**
 * Hands each block to `take`, and lets the thread do something else between two whenever a turn is over; ends early when `take` says `done`.
 * Logs that are read side by side share a turn: each of them alone would give way often enough, and all together would hold up the screen.
 */
export async function takeInTurns<Block>(
  blocks: AsyncIterable<Block>,
  take: (block: Block) => 'done' | undefined,
): Promise<void> {
  for await (const block of blocks) {
    // Nothing may come between this and the block: others would see the same time left.
    while (performance.now() >= endsAt) await nextTurn();
    if (take(block) === 'done') return;
  }
}

/** Resolves, for all that wait, when everything else that is due has been done. */
function nextTurn(): Promise<void> {
  next ??= new Promise((resolve) => {
    setImmediate(() => {
      next = undefined;
      endsAt = performance.now() + turnMs;
      resolve();
    });
  });
  return next;
}
