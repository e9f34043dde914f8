import { isTurnOver, nextTurn } from './turns.ts';

/**
 * Hands each block to `take`, and lets the thread do something else between two whenever a turn is over; ends early when `take` says `done`.
 * Logs that are read side by side share a turn: each of them alone would give way often enough, and all together would hold up the screen.
 */
export async function takeInTurns<Block>(
  blocks: AsyncIterable<Block>,
  take: (block: Block) => Promise<undefined> | 'done' | undefined,
): Promise<void> {
  for await (const block of blocks) {
    while (isTurnOver()) await nextTurn();
    const told = take(block);
    if (told === 'done') return;
    if (told !== undefined) await told;
  }
}
