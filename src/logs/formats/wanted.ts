/** Whether a field of a line is wanted: all are where `fields` is left out, else those named, and those that hold them (`a` for `a.b`). */
export function createWanted(fields: readonly string[] | undefined): (name: string) => boolean {
  if (fields === undefined) return () => true;
  const names = new Set<string>();
  for (const field of fields) {
    names.add(field);
    for (let at = field.indexOf('.'); at >= 0; at = field.indexOf('.', at + 1)) names.add(field.slice(0, at));
  }
  return (name) => names.has(name);
}
