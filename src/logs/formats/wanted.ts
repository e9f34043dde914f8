/**
 * Whether a field of a line is wanted: all are where `fields` is left out, else those named, and those that hold them (`a` for `a.b`). A name
 * in lower case is wanted in any case: SQL does not tell `Level` from `level`.
 */
export function createWanted(fields: readonly string[] | undefined): (name: string) => boolean {
  if (fields === undefined) return () => true;
  const names = new Set<string>();
  for (const field of fields) {
    names.add(field);
    for (let at = field.indexOf('.'); at >= 0; at = field.indexOf('.', at + 1)) names.add(field.slice(0, at));
  }
  // Lines have the same names again and again.
  const known = new Map<string, boolean>();
  return (name) => {
    const told = known.get(name);
    if (told !== undefined) return told;
    const isWanted = names.has(name) || names.has(name.toLowerCase());
    if (known.size < maxKnown) known.set(name, isWanted);
    return isWanted;
  };
}

const maxKnown = 1000;
