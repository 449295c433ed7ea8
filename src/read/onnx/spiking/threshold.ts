import { closeGrids, combineGrids, everyValue, isZero, mapGrid, type Grid } from './grid.ts';
import { atomsOf, constantTerm, type AtomTable } from './polynomial.ts';

/** When a neuron fires: potential > threshold (or >=), or once for every whole threshold in the potential. */
export interface Threshold {
  readonly value: Grid;
  readonly compare: '>' | '>=';
  readonly counts: boolean;
}

/** What a spike atom over the potential `potential` asks; null for an atom that is no such thing. */
export function thresholdOf(table: AtomTable, spike: number, potential: number): Threshold | null {
  const atom = table.atoms[spike]!;
  if (atom.kind !== 'step' && atom.kind !== 'count') return null;
  const factor = atom.of.get(String(potential))?.factor;
  const constant = constantTerm(atom.of);
  if (factor === undefined || atom.of.size > 2 || atomsOf(atom.of).length !== 1 || !everyValue(factor, (value) => value > 0)) return null;
  if (atom.kind === 'step') return { value: combineGrids(constant, factor, (c, f) => (c === 0 ? 0 : -c / f)), compare: atom.strict ? '>' : '>=', counts: false };
  return isZero(constant) ? { value: mapGrid(factor, (value) => 1 / value), compare: '>=', counts: true } : null;
}

/** Whether an atom asks for the spikes of nothing but this potential. */
export function isSpikeOf(table: AtomTable, spike: number, potential: number): boolean {
  const atom = table.atoms[spike]!;
  return (atom.kind === 'step' || atom.kind === 'count') && atomsOf(atom.of).every((other) => other === potential);
}

export function sameThreshold(left: Threshold, right: Threshold): boolean {
  return left.compare === right.compare && left.counts === right.counts && closeGrids(left.value, right.value);
}

/** Whether a potential of this value fires, for any neuron. */
export function firesAt({ value, compare }: Threshold, potential: Grid): boolean {
  return !everyValue(combineGrids(potential, value, (v, th) => ((compare === '>' ? v > th : v >= th) ? 1 : 0)), (fires) => fires === 0);
}
