/** What a store gets from outside: the environment that its credentials come from, and the clock. */
export type StoreContext = {
  readonly env: { readonly [name: string]: string | undefined };
  readonly now: () => Date;
  /** How many bytes one read may bring over the wire; 1 GiB where left out. */
  readonly maxBytes?: number;
};
