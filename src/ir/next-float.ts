/** The next larger f32: v > threshold is v >= nextFloat(threshold). */
export function nextFloat(value: number): number {
  if (value === Infinity || Number.isNaN(value)) return value;
  const float = new Float32Array([value === 0 ? 0 : value]);
  const bits = new Int32Array(float.buffer);
  bits[0] = bits[0]! >= 0 ? bits[0]! + 1 : bits[0]! - 1;
  return float[0]!;
}
