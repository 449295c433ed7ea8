import { parameterAt } from '../../ir/network.ts';
import type { TimeDomainCircuit } from '../../ir/neuron-circuit.ts';
import { extendHash, hash } from '../../ir/random.ts';
import { normalQuantiles } from '../crossbar/normal-quantiles.ts';
import { indexOf, isPadding, valueAt } from '../engine/layout.ts';
import type { GeneralSoma } from '../engine/soma/general.ts';
import { normals, STREAMS, uniforms, type Draws } from './mismatch.ts';

/**
 * Somas whose state is the phase of an oscillator. Phases stand in levels, a turn is the threshold: with every imperfection at 0 all sums are those of the kernels, bit for bit.
 * @param index of the population among all
 * @param potentials the phases
 */
export function timeDomainSoma(circuit: TimeDomainCircuit, draws: Draws, index: number, potentials: Float32Array): GeneralSoma {
  const { population: { neuron, shape, bias }, layout, seed } = draws;
  const { size } = layout;
  const each = (padding: number, value: (local: number) => number): Float32Array => Float32Array.from({ length: size }, (_, local) => (isPadding(layout, local) ? padding : value(local)));
  const turn = each(Infinity, (local) => parameterAt(neuron.threshold, shape, indexOf(layout, local)));
  const initial = each(0, (local) => parameterAt(neuron.initial, shape, indexOf(layout, local)));
  const constant = each(0, (local) => valueAt(bias, layout, local));
  const errors = normals(draws, STREAMS.frequency, circuit.frequencyMismatch);
  const gain = each(0, (local) => Math.max(0, 1 + errors[local]!));
  const drift = each(0, (local) => circuit.drift * turn[local]!);
  const noise = circuit.phaseNoise > 0 ? each(0, (local) => circuit.phaseNoise * turn[local]!) : null;
  const shifts = noise && new Float32Array(size);
  const quantiles = noise && normalQuantiles(2 ** 16);
  const seesTurn = turnDetector(circuit, draws, turn);
  let [sample, timestep] = [0, 0];
  return {
    start: (first) => {
      potentials.set(initial);
      [sample, timestep] = [first, 0];
    },
    step: (sums, drive, spikes, at, spikeCounts) => {
      if (noise) drawShifts(shifts!, noise, quantiles!, hash(seed, STREAMS.phaseNoise, sample, timestep, index));
      timestep++;
      let count = 0;
      for (let k = 0; k < size; k++) {
        const x = Math.fround(Math.fround(sums[k]! + drive[k]!) + constant[k]!);
        let phase = Math.fround(potentials[k]! + Math.fround(gain[k]! * x));
        phase = Math.fround(phase + drift[k]!);
        if (shifts) phase = Math.fround(phase + shifts[k]!);
        if (seesTurn(phase, k)) {
          spikes[at + count++] = k;
          spikeCounts[k]!++;
          phase = Math.fround(phase - turn[k]!);
        }
        potentials[k] = phase;
      }
      sums.fill(0, 0, size);
      return count;
    },
  };
}

/** Whether a phase has passed a turn, as far as the taps of the ring tell. */
function turnDetector({ taps }: TimeDomainCircuit, draws: Draws, turn: Float32Array): (phase: number, k: number) => boolean {
  const strict = draws.population.neuron.compare === '>';
  if (taps === null) return strict ? (phase, k) => phase > turn[k]! : (phase, k) => phase >= turn[k]!;
  const offsets = uniforms(draws, STREAMS.tap, 1);
  const seen = (phase: number, k: number): number => Math.floor((phase / turn[k]!) * taps + offsets[k]!);
  return strict ? (phase, k) => seen(phase, k) > taps : (phase, k) => seen(phase, k) >= taps;
}

/** Two neurons share one hash. */
function drawShifts(shifts: Float32Array, sigmas: Float32Array, quantiles: Float32Array, address: number): void {
  for (let k = 0; k < shifts.length; k += 2) {
    const bits = extendHash(address, k);
    shifts[k] = sigmas[k]! * quantiles[bits & 0xffff]!;
    if (k + 1 < shifts.length) shifts[k + 1] = sigmas[k + 1]! * quantiles[bits >>> 16]!;
  }
}
