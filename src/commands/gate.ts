/** Something that others wait for until it is opened. */
export type Gate = { readonly opened: Promise<void>; readonly open: () => void };

/** Creates a gate; `isOpen` makes one that never holds anybody up. */
export function createGate(isOpen: boolean): Gate {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  if (isOpen) open();
  return { opened, open };
}
