/** `base`, or `base.2`, `base.3` and so on: the first that is not taken; takes it. */
export function freeName(base: string, taken: Set<string>): string {
  let name = base;
  for (let count = 2; taken.has(name); count++) name = `${base}.${count}`;
  taken.add(name);
  return name;
}
