/**
 * Whether these are offsets into a list of `entries` entries in CSR form: they start at 0, never fall and end at `entries`. Damaged files
 * hold others, by which a loop would run for hours.
 */
export function areOffsets(offsets: ArrayLike<number>, entries: number): boolean {
  if (offsets.length === 0 || offsets[0] !== 0 || offsets[offsets.length - 1] !== entries) return false;
  for (let i = 1; i < offsets.length; i++) if (!(offsets[i]! >= offsets[i - 1]!)) return false;
  return true;
}
