/** Twin of assembly/neuron.ts, one neuron: returns whether it fired. One rounding to f32 an operation, as in the vector units. */
export function integrate(f32: Float32Array, current: number, i: number, potentials: number, decays: number, fires: number,
  thresholds: number, hard: number, resetValue: number, most: number): boolean {
  const potential = (potentials >>> 2) + i;
  const sum = Math.fround(Math.fround(f32[(decays >>> 2) + i]! * f32[potential]!) + current);
  const raised = most < sum ? most : sum < -most ? -most : sum;
  const fired = raised >= f32[(fires >>> 2) + i]!;
  f32[potential] = fired ? (hard !== 0 ? resetValue : Math.fround(raised - f32[(thresholds >>> 2) + i]!)) : raised;
  return fired;
}
