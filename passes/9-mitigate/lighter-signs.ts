/**
 * The columns that are to be written with the opposite sign so that their devices conduct less: where a weight is one device above or below a reference, those whose
 * weights, by the importance of their rows, are more above it. Less current means less loss in the wires (SwitchX, arXiv 2011.14498).
 * @param weights rows x columns, row-major
 * @returns 1 for these
 */
export function lighterSigns(weights: Float64Array, importance: Float64Array): Uint8Array {
  const columns = weights.length / importance.length;
  const loads = new Float64Array(columns);
  weights.forEach((weight, cell) => { loads[cell % columns]! += importance[Math.floor(cell / columns)]! * weight; });
  return Uint8Array.from(loads, (load) => (load > 0 ? 1 : 0));
}
