/**
 * What people would rather look at than read, as data: it is kept in the journal and drawn by the terminal and the note.
 * Instants are milliseconds since 1970.
 *
 * - `arrivals`: events on a time line, a lane for each label; a mark with `n` is that many at nearly the same time.
 * - `ladder`: the same ids counted at every hop; `lines` is how many lines carried them, `lost` and `added` how many ids went and came
 *   since the hop before, where the totals do not show it.
 * - `heat`: counts per span of time, a row for each value; the first span begins at `fromMs`, each is `everyMs` long. A row with `values` is
 *   that many values together.
 * - `line`: values over time, one every `everyMs` from `fromMs`, null where there is none; `window` is the incident, and a limit is bad on
 *   one of its sides. The first series is the one to look at.
 */
export type Picture =
  | {
      readonly kind: 'arrivals';
      readonly title: string;
      readonly marks: readonly { readonly at: number; readonly lane: string; readonly n?: number }[];
    }
  | {
      readonly kind: 'ladder';
      readonly title: string;
      readonly hops: readonly {
        readonly title: string;
        readonly ids: number;
        readonly lines: number;
        readonly lost?: number;
        readonly added?: number;
      }[];
    }
  | {
      readonly kind: 'heat';
      readonly title: string;
      readonly fromMs: number;
      readonly everyMs: number;
      readonly rows: readonly {
        readonly label: string;
        readonly counts: readonly number[];
        readonly values?: number;
      }[];
    }
  | {
      readonly kind: 'line';
      readonly title: string;
      readonly fromMs: number;
      readonly everyMs: number;
      readonly series: readonly { readonly label: string; readonly values: readonly (number | null)[] }[];
      readonly window: { readonly fromMs: number; readonly toMs: number } | null;
      readonly limits: readonly { readonly label: string; readonly value: number; readonly bad: 'above' | 'below' }[];
    };

/** Events on a time line. */
export type Arrivals = Extract<Picture, { readonly kind: 'arrivals' }>;

/** The same ids counted at every hop. */
export type Ladder = Extract<Picture, { readonly kind: 'ladder' }>;

/** Values over time. */
export type Line = Extract<Picture, { readonly kind: 'line' }>;

/** Counts per span of time. */
export type Heat = Extract<Picture, { readonly kind: 'heat' }>;
