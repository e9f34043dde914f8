import { isHit } from '../hits.ts';
import type { Range } from '../random.ts';
import type { World } from '../world.ts';

/** How long PartnerCRM needs (ms) for the next registration of this customer, and which try of theirs it is (1 is the first). */
export type HandlerTime = (customer: string) => { readonly ms: number; readonly tries: number };

/** Creates the durations of the handler: the usual ones, or those of the first slow rule that hits the customer's first try. */
export function createHandlerTime(world: World): HandlerTime {
  const { handler } = world.plan.scenario.partnercrm;
  const random = world.random.fork('handler-time');
  const seen = new Map<string, { tries: number; readonly slow: readonly Range[] | undefined }>();
  return (customer) => {
    const known = seen.get(customer) ?? {
      tries: 0,
      slow: handler.slow.find((rule) => isHit(world, { rule, customer, random }))?.tries_ms,
    };
    known.tries += 1;
    seen.set(customer, known);
    const range = known.slow?.[known.tries - 1] ?? known.slow?.at(-1);
    return { ms: range ? random.int(range) : skewed(handler.usual_ms, random.float()), tries: known.tries };
  };
}

// Most requests lie near the fast end, as latencies do.
function skewed([low, high]: Range, position: number): number {
  return Math.round(low + (high - low) * position * position);
}
