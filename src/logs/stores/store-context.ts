/** What a store gets from outside: the environment that its credentials come from, and the clock. */
export type StoreContext = {
  readonly env: { readonly [name: string]: string | undefined };
  readonly now: () => Date;
};
