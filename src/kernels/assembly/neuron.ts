/**
 * One timestep of four neurons: v = f32(f32(decay * v) + current), kept within -most..most (NaN keeps nothing); where v >= fire the neuron
 * fires and is reset. Returns the lanes that fired. `hard` is a constant at every call, so that only one reset is compiled in.
 */
// @ts-ignore: decorator (AssemblyScript has them on functions, TypeScript has not)
@inline
export function integrate(current: v128, potential: usize, decay: usize, fire: usize, threshold: usize, hard: bool, resetValue: f32,
    most: f32): v128 {
  const sum = f32x4.add(f32x4.mul(v128.load(decay), v128.load(potential)), current);
  // The pseudo-minimum takes its first operand where the second is NaN.
  const raised = f32x4.pmax(f32x4.pmin(sum, f32x4.splat(most)), f32x4.splat(-most));
  const fired = f32x4.ge(raised, v128.load(fire));
  const reset = hard ? f32x4.splat(resetValue) : f32x4.sub(raised, v128.load(threshold));
  v128.store(potential, v128.bitselect(reset, raised, fired));
  return fired;
}
