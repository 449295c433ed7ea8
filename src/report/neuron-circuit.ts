import type { CircuitCost, NeuronCircuit } from '../ir/neuron-circuit.ts';
import type { Constant, CountName, Price, Target } from '../ir/target.ts';
import type { Ledger } from '../simulate/ledger/ledger.ts';
import type { CircuitCalibration } from './circuit-calibration.ts';
import type { ConstantUse } from './constants.ts';

/** What the somas were made of, and what they take: N_spk E_spk + N_sop E_sop + N_neuron P_static T, each part null where the circuit has no cost for it. */
export interface NeuronCircuitReport {
  readonly name: string;
  readonly kind: NeuronCircuit['kind'];
  readonly summary: string;
  readonly papers: readonly string[];
  /** Parameters of the law, as they were used. */
  readonly parameters: Readonly<Record<string, number | string | null>>;
  /** Per inference. */
  readonly energy: CircuitEnergyReport;
  /** What `--calibrate-circuit` did; null where it was not asked for. */
  readonly calibration: CircuitCalibration | null;
}

export interface CircuitEnergyReport {
  readonly spikes: number;
  readonly synapticOperations: number;
  readonly neurons: number;
  readonly spikes_J: number | null;
  readonly synapticOperations_J: number | null;
  readonly static_J: number | null;
  /** Sum of the parts that are known. */
  readonly known_J: number;
}

/** Counts that the costs of a circuit speak of: no price of the target stands for them any more. */
const REPLACED: readonly CountName[] = ['neuronUpdates', 'activeUpdates', 'neuronSpikes', 'somaSpikes'];

/** Ideal somas have no circuit to be priced: the prices of the target stand. */
export function hasCosts(circuit: NeuronCircuit | null | undefined): circuit is NeuronCircuit {
  return circuit !== null && circuit !== undefined && circuit.kind !== 'ideal';
}

/** The target with the costs of the circuit in place of its own price of neurons. */
export function withCircuitPrices(target: Target, circuit: NeuronCircuit | null | undefined): Target {
  if (!hasCosts(circuit)) return target;
  const { spike_J, synapticOperation_J } = circuit.energy;
  const price = (count: CountName, cost: CircuitCost | null): readonly Price[] => (cost ? [{ part: 'neuron', count, energy_pJ: inUnits(cost, 1e12, circuit) }] : []);
  return { ...target, prices: [...target.prices.filter(({ part }) => part !== 'neuron'), ...price('somaSpikes', spike_J), ...price('synapticEvents', synapticOperation_J)] };
}

/** Whether a count without a price is none of the target's any more: the circuit says what it costs, or is a gap of its own. */
export function isReplaced(count: CountName, circuit: NeuronCircuit | null | undefined): boolean {
  return hasCosts(circuit) && REPLACED.includes(count);
}

/** Power that flows in this many somas, W; 0 where it is not known, which is a gap. */
export function staticPowerOfSomas_W(circuit: NeuronCircuit | null | undefined, neurons: number): number {
  return hasCosts(circuit) ? neurons * (circuit.energy.static_W?.value ?? 0) : 0;
}

export function circuitConstants(circuit: NeuronCircuit | null | undefined): readonly ConstantUse[] {
  if (!hasCosts(circuit) || !circuit.energy.static_W) return [];
  return [{ kind: 'power', of: `static per neuron of circuit ${circuit.name}`, unit: 'W', ...inUnits(circuit.energy.static_W, 1, circuit) }];
}

/** One line for each cost that nobody knows. */
export function circuitGaps(circuit: NeuronCircuit | null | undefined): readonly string[] {
  if (!hasCosts(circuit)) return [];
  const { spike_J, synapticOperation_J, static_W } = circuit.energy;
  const missing = [[spike_J, 'spikes'], [synapticOperation_J, 'synaptic operations'], [static_W, 'static power']] as const;
  return missing.filter(([cost]) => cost === null).map(([, what]) => `energy of the somas' ${what}: no cost of circuit ${circuit.name} is known (left out of the energy)`);
}

/** Null where the somas are as the network says. @param inference_s how long one inference lasts; null where that is not known */
export function describeCircuit(circuit: NeuronCircuit | null | undefined, ledger: Ledger, neurons: number, inference_s: number | null, calibration: CircuitCalibration | null): NeuronCircuitReport | null {
  if (!circuit) return null;
  const { name, kind, summary, papers, energy: costs, ...parameters } = circuit;
  const spikes = ledger.total.somaSpikes / ledger.samples;
  const synapticOperations = ledger.total.synapticEvents / ledger.samples;
  const times = (cost: CircuitCost | null, amount: number): number | null => (cost && hasCosts(circuit) ? cost.value * amount : null);
  const parts = { spikes_J: times(costs.spike_J, spikes), synapticOperations_J: times(costs.synapticOperation_J, synapticOperations), static_J: inference_s === null ? null : times(costs.static_W, neurons * inference_s) };
  const known_J = Object.values(parts).reduce((sum: number, part) => sum + (part ?? 0), 0);
  return { name, kind, summary, papers, parameters, energy: { spikes, synapticOperations, neurons, ...parts, known_J }, calibration };
}

function inUnits({ value, source, scope, evidence }: CircuitCost, factor: number, { name }: NeuronCircuit): Constant {
  return { value: value * factor, source, scope: 'term', evidence, note: `circuit ${name}: ${scope}` };
}
