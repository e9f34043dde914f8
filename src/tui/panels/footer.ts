import type { Binding } from '../binding.ts';
import type { KeyContext } from '../key-context.ts';
import { footerBindings, labelOf, lastingBindings } from '../keys.ts';
import { type Line, line, lineWidth, type Span, span } from '../line.ts';

/** The most keys the footer shows: more are noise, and `?` has them all. */
const maxKeys = 9;

/** The keys for the present moment. The last ones before help and quit go first where there is no room. */
export function footerLine(context: KeyContext, columns: number): Line {
  const lasting = lastingBindings(context);
  const others = footerBindings(context)
    .filter((binding) => !lasting.includes(binding))
    .slice(0, maxKeys - lasting.length);
  for (let count = others.length; count > 0; count--) {
    const row = keysLine([...others.slice(0, count), ...lasting], context);
    if (lineWidth(row) <= columns) return row;
  }
  return lastingLine(context);
}

/** The way to help and out: in every footer. */
export function lastingLine(context: KeyContext): Line {
  return keysLine(lastingBindings(context), context);
}

function keysLine(bindings: readonly Binding[], context: KeyContext): Line {
  return line(
    ...bindings.flatMap((binding): readonly Span[] => [
      span(` ${binding.shows}`, 'key'),
      span(` ${labelOf(binding, context)} `, 'quiet'),
    ]),
  );
}
