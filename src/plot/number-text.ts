/** A number as short as a plot needs it: four digits that count, then k, M, G, T for thousands: `0.0123`, `12.3`, `1.25k`. */
export function renderNumber(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'none' : value > 0 ? 'infinite' : '-infinite';
  const size = Math.abs(value);
  if (size >= 1e15 || (size > 0 && size < 1e-4)) return value.toExponential(2);
  if (size < 10_000) return String(Number(value.toPrecision(4)));
  const power = Math.min(4, Math.floor(Math.log10(size) / 3));
  return `${Number((value / 1000 ** power).toPrecision(4))}${['', 'k', 'M', 'G', 'T'][power]}`;
}
