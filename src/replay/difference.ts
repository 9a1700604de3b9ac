/** Where two values first differ: the path to it, and what each has there. */
export type Difference = Readonly<{ path: string; left: unknown; right: unknown }>;

/**
 * Compares two values field by field. A field that is absent and one that is undefined are the same: what was decided has the
 * latter, what was read back from a journal the former. Undefined when they are equal.
 */
export const firstDifference = (left: unknown, right: unknown, path = ''): Difference | undefined => {
  if (left === right) return undefined;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return { path, left, right };
  if (Array.isArray(left) !== Array.isArray(right)) return { path, left, right };
  const [a, b] = [left as Readonly<Record<string, unknown>>, right as Readonly<Record<string, unknown>>];
  for (const key in a) {
    const found = firstDifference(a[key], b[key], path === '' ? key : `${path}.${key}`);
    if (found !== undefined) return found;
  }
  for (const key in b)
    if (b[key] !== undefined && a[key] === undefined)
      return { path: path === '' ? key : `${path}.${key}`, left: undefined, right: b[key] };
  return undefined;
};
