/** The header that `bin/causebook` paints while the program loads. `take`: the screen is ours now; `erase`: it is not wanted. */
type Header = { readonly take: () => void; readonly erase: () => void };

/** Lets the screen draw over the header; from here on whoever draws gives the terminal back. */
export function takeHeader(): void {
  header()?.take();
  forget();
}

/** Takes the header back before anything is printed on the normal screen. Does nothing where none was painted. */
export function eraseHeader(): void {
  header()?.erase();
  forget();
}

function header(): Header | undefined {
  return (globalThis as { readonly causebookHeader?: Header }).causebookHeader;
}

function forget(): void {
  (globalThis as { causebookHeader?: Header | undefined }).causebookHeader = undefined;
}
