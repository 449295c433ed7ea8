import type { VoltageDomainCircuit } from '../../ir/neuron-circuit.ts';

/** What the law of a step needs; all in volts. */
export type StepParameters = Pick<VoltageDomainCircuit, 'supply_V' | 'reset_V' | 'threshold_V' | 'earlyUp_V' | 'earlyDown_V' | 'knee_V' | 'down'>;

/** How far a unit of drive moves the membrane at V, as a share of what it does at mid-swing, where a weight means what it means in the network: `up` positive drive, `down` negative. */
export interface BranchSteps {
  readonly up: (potential_V: number) => number;
  readonly down: (potential_V: number) => number;
}

/** The law of `VoltageDomainCircuit`; test/simulate/neuron/ngspice.test.ts holds it against circuits. */
export function branchSteps(circuit: StepParameters): BranchSteps {
  const [up, down] = [upStep(circuit), downStep(circuit)];
  const middle_V = (circuit.reset_V + circuit.threshold_V) / 2;
  const [upThere, downThere] = [up(middle_V), down(middle_V)];
  return { up: (potential_V) => up(potential_V) / upThere, down: (potential_V) => down(potential_V) / downThere };
}

/**
 * Charge that the excitatory mirror moves at V, as a share of what it moves at 0 V without knee: it falls in proportion to the headroom (output conductance, and charge
 * shared with the node of the switch), and collapses where the mirror leaves saturation.
 */
export function upStep({ supply_V, earlyUp_V, knee_V }: StepParameters): (potential_V: number) => number {
  return (potential_V) => Math.max(0, 1 - potential_V / earlyUp_V) * (1 - Math.exp((potential_V - supply_V) / knee_V));
}

/** Charge that the inhibitory mirror moves, a share likewise: the up step reflected, or a current that grows with the voltage across the mirror. */
export function downStep({ supply_V, earlyDown_V, knee_V, down }: StepParameters): (potential_V: number) => number {
  if (down === 'mirror') return (potential_V) => Math.max(0, 1 - (supply_V - potential_V) / earlyDown_V) * (1 - Math.exp(-potential_V / knee_V));
  return (potential_V) => (1 + potential_V / earlyDown_V) * (1 - Math.exp(-potential_V / knee_V));
}
