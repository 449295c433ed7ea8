import { parameterAt } from '../../ir/network.ts';
import type { SomaSetting, VoltageDomainCircuit } from '../../ir/neuron-circuit.ts';
import { indexOf, isPadding, valueAt } from '../engine/layout.ts';
import type { GeneralSoma } from '../engine/soma/general.ts';
import { branchSteps, downStep, upStep } from './laws.ts';
import { normals, STREAMS, type Draws } from './mismatch.ts';

/** Beyond, the product of the two exponentials of the law is 0 in f64, and one does not tell the other. */
const LARGEST_EXPONENT = 600;

/**
 * Moves membranes through a timestep; rise and fall are what positive and negative drive move each in a sub-step at mid-swing. Arrays, because numbers that pass from function to
 * function one by one take longer than all the rest.
 */
export type Advance = (membranes_V: Float64Array, rises_V: Float64Array, falls_V: Float64Array) => void;

/**
 * All sub-steps of a timestep. e^(-(supply - V) / knee) is e^(-supply / knee) / e^(-V / knee), and products stand for quotients, which costs a little of the last digit.
 */
export function advanceOf(circuit: VoltageDomainCircuit): Advance {
  const { supply_V, subSteps, earlyUp_V, earlyDown_V, knee_V } = circuit;
  if (supply_V / knee_V > LARGEST_EXPONENT) return advancePlainly(circuit);
  const middle_V = (circuit.reset_V + circuit.threshold_V) / 2;
  const rising = 1 / upStep(circuit)(middle_V);
  const falling = 1 / downStep(circuit)(middle_V);
  const span = Math.exp(-supply_V / knee_V);
  const [upSlope, downSlope, knee] = [-1 / earlyUp_V, 1 / earlyDown_V, -1 / knee_V];
  const downAtGround = circuit.down === 'mirror' ? 1 - supply_V / earlyDown_V : 1;
  return (membranes_V, rises_V, falls_V) => {
    for (let k = 0; k < membranes_V.length; k++) {
      const rise = rises_V[k]! * rising;
      const fall = falls_V[k]! * falling;
      if (rise === 0 && fall === 0) continue;
      let v = membranes_V[k]!;
      for (let step = 0; step < subSteps; step++) {
        const nearGround = Math.exp(v * knee);
        const up = 1 + v * upSlope;
        const down = downAtGround + v * downSlope;
        v += (up > 0 ? rise * up * (1 - span / nearGround) : 0) - (down > 0 ? fall * down * (1 - nearGround) : 0);
        if (v < 0) v = 0;
        else if (v > supply_V) v = supply_V;
      }
      membranes_V[k] = v;
    }
  };
}

/** As the law is written. */
function advancePlainly(circuit: VoltageDomainCircuit): Advance {
  const { supply_V, subSteps } = circuit;
  const { up, down } = branchSteps(circuit);
  return (membranes_V, rises_V, falls_V) => membranes_V.forEach((from_V, k) => {
    let v = from_V;
    for (let step = 0; step < subSteps; step++) v = Math.min(supply_V, Math.max(0, v + rises_V[k]! * up(v) - falls_V[k]! * down(v)));
    membranes_V[k] = v;
  });
}

/**
 * Somas that are capacitors between current mirrors. Drives stand one after the other: positive, then the size of the negative. A bias joins the branch of its sign.
 * @param potentials kept up to date in levels, 0 at the reset: for whoever reads the membrane
 */
export function voltageDomainSoma(circuit: VoltageDomainCircuit, setting: SomaSetting | null, draws: Draws, potentials: Float32Array): GeneralSoma {
  const { population: { neuron, bias }, layout } = draws;
  const { size } = layout;
  const advance = advanceOf(circuit);
  const { initial_V, threshold_V, upUnit_V, downUnit_V, levels_perV } = membraneParameters(circuit, setting, draws);
  const { reset_V } = circuit;
  const constant = Float64Array.from({ length: size }, (_, local) => (isPadding(layout, local) ? 0 : valueAt(bias, layout, local)));
  const [membrane_V, rises_V, falls_V] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
  const strict = neuron.compare === '>';
  return {
    start: () => {
      membrane_V.set(initial_V);
      for (let k = 0; k < size; k++) potentials[k] = (initial_V[k]! - reset_V) * levels_perV[k]!;
    },
    step: (sums, drive, spikes, at, spikeCounts) => {
      for (let k = 0; k < size; k++) {
        const own = constant[k]!;
        rises_V[k] = (sums[k]! + drive[k]! + (own > 0 ? own : 0)) * upUnit_V[k]!;
        falls_V[k] = (sums[size + k]! + drive[size + k]! - (own < 0 ? own : 0)) * downUnit_V[k]!;
      }
      advance(membrane_V, rises_V, falls_V);
      let count = 0;
      for (let k = 0; k < size; k++) {
        let v = membrane_V[k]!;
        const limit_V = threshold_V[k]!;
        if (strict ? v > limit_V : v >= limit_V) {
          spikes[at + count++] = k;
          spikeCounts[k]!++;
          v = reset_V;
        }
        membrane_V[k] = v;
        potentials[k] = (v - reset_V) * levels_perV[k]!;
      }
      sums.fill(0, 0, 2 * size);
      return count;
    },
  };
}

interface MembraneParameters {
  readonly initial_V: Float64Array;
  readonly threshold_V: Float64Array;
  /** What one level of drive moves the membrane in a sub-step, at mid-swing. */
  readonly upUnit_V: Float64Array;
  readonly downUnit_V: Float64Array;
  readonly levels_perV: Float64Array;
}

function membraneParameters({ reset_V, threshold_V, supply_V, subSteps, stepMismatch, thresholdMismatch }: VoltageDomainCircuit, setting: SomaSetting | null, draws: Draws): MembraneParameters {
  const { population: { neuron, shape }, layout } = draws;
  const swing_V = threshold_V - reset_V;
  const steps = normals(draws, STREAMS.step, stepMismatch).map((error) => Math.max(0, 1 + error));
  const thresholds = normals(draws, STREAMS.threshold, thresholdMismatch);
  const each = (padding: number, value: (levels: number, local: number) => number): Float64Array => Float64Array.from({ length: layout.size }, (_, local) =>
    (isPadding(layout, local) ? padding : value(parameterAt(neuron.threshold, shape, indexOf(layout, local)), local)));
  const initial = (levels: number, local: number): number => setting?.initial ?? parameterAt(neuron.initial, shape, indexOf(layout, local)) / levels;
  const trim = (local: number): number => (setting?.trims ? valueAt(setting.trims, layout, local) : 0);
  return {
    initial_V: each(reset_V, (levels, local) => Math.min(supply_V, Math.max(0, reset_V + swing_V * initial(levels, local)))),
    threshold_V: each(Infinity, (_, local) => reset_V + swing_V * (1 + trim(local) + thresholds[local]!)),
    upUnit_V: each(0, (levels, local) => (swing_V / levels) * ((steps[local]! * (setting?.up ?? 1)) / subSteps)),
    downUnit_V: each(0, (levels, local) => (swing_V / levels) * ((steps[local]! * (setting?.down ?? 1)) / subSteps)),
    levels_perV: each(0, (levels) => levels / swing_V),
  };
}
