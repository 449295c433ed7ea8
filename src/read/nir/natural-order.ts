/** Order of names in which '2' stands before '10'; independent of the language of the machine. */
export function naturally(one: string, other: string): number {
  const [a, b] = [piecesOf(one), piecesOf(other)];
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [x, y] = [a[i]!, b[i]!];
    if (x === y) continue;
    const numbers = /^\d/.test(x) && /^\d/.test(y) ? Number(x) - Number(y) : 0;
    return numbers !== 0 ? numbers : x < y ? -1 : 1;
  }
  return a.length - b.length;
}

function piecesOf(name: string): readonly string[] {
  return name.match(/\d+|\D+/g) ?? [];
}
