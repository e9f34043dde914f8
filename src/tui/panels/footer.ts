import type { KeyContext } from '../key-context.ts';
import { footerBindings, labelOf } from '../keys.ts';
import { type Line, line, lineWidth, type Span, span } from '../line.ts';

/** The most keys the footer shows: more are noise, and `?` has them all. */
const maxKeys = 8;

/** The keys for the present moment. The last ones before help and quit go first where there is no room. */
export function footerLine(context: KeyContext, columns: number): Line {
  const bindings = footerBindings(context);
  const lasting = bindings.filter(({ command }) => command === 'help' || command === 'quit');
  const others = bindings.filter((binding) => !lasting.includes(binding)).slice(0, maxKeys - lasting.length);
  for (let count = others.length; count >= 0; count--) {
    const spans = [...others.slice(0, count), ...lasting].flatMap((binding): readonly Span[] => [
      span(` ${binding.shows}`, 'key'),
      span(` ${labelOf(binding, context)} `, 'quiet'),
    ]);
    const row = line(...spans);
    if (lineWidth(row) <= columns) return row;
  }
  return line();
}
