import type { NeuronCircuit } from '../../ir/neuron-circuit.ts';
import { branchSteps } from './laws.ts';

/** Step against membrane potential: what a tool that trains or calibrates for a circuit has to know of it. */
export interface TransferCurve {
  /** Of potentials: volts, or thresholds where the state is no voltage. */
  readonly unit: 'V' | 'threshold';
  readonly reset: number;
  readonly threshold: number;
  readonly points: readonly TransferPoint[];
}

export interface TransferPoint {
  readonly potential: number;
  /** Steps that a unit of positive and of negative drive makes here, as shares of those at mid-swing. */
  readonly up: number;
  readonly down: number;
}

/**
 * The curve from ground to the supply; a line for circuits whose step does not depend on their state, null for those that have no steps.
 * @param points how many, both ends included
 */
export function transferCurve(circuit: NeuronCircuit, points = 91): TransferCurve | null {
  switch (circuit.kind) {
    case 'phase-domain': return null;
    case 'ideal':
    case 'time-domain': return { unit: 'threshold', reset: 0, threshold: 1, points: [0, 1].map((potential) => ({ potential, up: 1, down: 1 })) };
    case 'voltage-domain': {
      const { up, down } = branchSteps(circuit);
      const { supply_V, reset_V, threshold_V } = circuit;
      const potentials_V = Array.from({ length: points }, (_, at) => Number(((supply_V * at) / (points - 1)).toPrecision(12)));
      return { unit: 'V', reset: reset_V, threshold: threshold_V, points: potentials_V.map((potential) => ({ potential, up: up(potential), down: down(potential) })) };
    }
  }
}
