/** PartnerCRM's customers table: row numbers are handed out when an insert starts, records exist once it commits. */
export type Records = {
  readonly nextRow: () => number;
  readonly commit: (customer: string, row: number) => void;
  /** The first committed row of a customer. */
  readonly find: (customer: string) => number | undefined;
  /** All committed rows of a customer. */
  readonly rowsOf: (customer: string) => readonly number[];
  /** The highest row number given so far: what reads pick from. */
  readonly lastRow: () => number;
};

/** Creates the table; `firstRow` is the next value of its sequence. */
export function createRecords(firstRow: number): Records {
  let next = firstRow;
  const rows = new Map<string, number[]>();
  return {
    nextRow: () => next++,
    commit: (customer, row) => rows.set(customer, [...(rows.get(customer) ?? []), row]),
    find: (customer) => rows.get(customer)?.[0],
    rowsOf: (customer) => rows.get(customer) ?? [],
    lastRow: () => next - 1,
  };
}
