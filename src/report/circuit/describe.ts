import type { CircuitCost, NeuronCircuit } from '../../ir/neuron-circuit.ts';
import type { TransferCurve } from '../../simulate/neuron/transfer-curve.ts';
import { formatPercent } from '../quantity.ts';

const BESIDES = new Set(['name', 'summary', 'papers', 'energy', 'kind']);

/** Parameters of the law by name, as a file says them. */
export function parametersOf(circuit: NeuronCircuit): readonly (readonly [string, string])[] {
  return Object.entries(circuit).filter(([key]) => !BESIDES.has(key)).map(([key, value]) => [key, value === null ? 'off' : String(value)]);
}

export interface NamedCost {
  readonly of: string;
  readonly unit: 'J' | 'W';
  readonly cost: CircuitCost | null;
}

/** The three prices; null: nobody published it. */
export function costsOf({ energy }: NeuronCircuit): readonly NamedCost[] {
  return [
    { of: 'a spike', unit: 'J', cost: energy.spike_J },
    { of: 'a synaptic operation', unit: 'J', cost: energy.synapticOperation_J },
    { of: 'static, a neuron', unit: 'W', cost: energy.static_W },
  ];
}

/** How much the steps change over the swing, in a sentence. */
export function changeOverSwing({ points, reset, threshold, unit }: TransferCurve): string {
  const at = (potential: number): (typeof points)[number] => points.reduce((best, one) => (Math.abs(one.potential - potential) < Math.abs(best.potential - potential) ? one : best));
  const [first, last] = [at(reset), at(threshold)];
  const change = (from: number, to: number): string => (from === 0 ? 'starts at 0' : `${to < from ? 'falls' : 'rises'} by ${formatPercent(Math.abs(1 - to / from), 1)}`);
  if (unit === 'threshold') return 'the step does not depend on the state';
  return `from reset (${first.potential} V) to threshold (${last.potential} V) the up step ${change(first.up, last.up)}, the down step ${change(first.down, last.down)}`;
}
