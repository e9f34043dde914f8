/** The terminal, in cells. */
export type Size = { readonly columns: number; readonly rows: number };

/** The three places that the arrow keys can be in. */
export type Focus = 'steps' | 'step' | 'ranking';

/** A rectangle for a panel; `height` counts its title row. */
export type Area = { readonly columns: number; readonly height: number };

/**
 * How the terminal is divided. `tabs` shows one panel at a time, `two` the steps beside the current one, wider while they
 * have the focus, with the ranking in a strip below (or in its place while it has the focus), `three` all side by side.
 */
export type Layout = {
  readonly kind: 'none' | 'tabs' | 'two' | 'three';
  readonly areas: { readonly [F in Focus]?: Area };
  readonly stripRows: number;
  readonly overlay: Area;
  readonly hasMessageRow: boolean;
};

/** Divides the terminal. `drawer` is the rows that a text field takes at the bottom, `stripRows` what the ranking in brief would like. */
export function layoutOf(
  size: Size,
  needs: { readonly focus: Focus; readonly drawer: number; readonly stripRows: number },
): Layout {
  const { columns, rows } = size;
  const hasMessageRow = rows >= 20;
  const body = rows - 2 - (hasMessageRow ? 1 : 0) - needs.drawer;
  const whole: Area = { columns, height: body };
  const shared = { overlay: whole, hasMessageRow, stripRows: 0 };
  if (columns < 40 || rows < 10) return { ...shared, kind: 'none', areas: {} };
  if (columns < 76) {
    return { ...shared, kind: 'tabs', areas: { [needs.focus]: { columns, height: body } } };
  }
  if (columns >= 120) {
    const steps = clamp(Math.floor(columns * 0.27), 32, 46);
    const ranking = clamp(Math.floor(columns * 0.35), 46, 70);
    return {
      ...shared,
      kind: 'three',
      areas: {
        steps: { columns: steps, height: body },
        step: { columns: columns - steps - ranking, height: body },
        ranking: { columns: ranking, height: body },
      },
    };
  }
  const steps = needs.focus === 'steps' ? Math.floor(columns * 0.5) : clamp(Math.floor(columns * 0.34), 28, 36);
  const beside = { columns: columns - steps, height: body };
  if (needs.focus === 'ranking') {
    return { ...shared, kind: 'two', areas: { steps: { columns: steps, height: body }, ranking: beside } };
  }
  const stripRows = body - needs.stripRows >= 12 ? needs.stripRows : 0;
  const height = body - stripRows;
  return {
    ...shared,
    kind: 'two',
    stripRows,
    areas: { steps: { columns: steps, height }, step: { ...beside, height } },
  };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
