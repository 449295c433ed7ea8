import { fitGains, type Moments } from '../../../passes/9-mitigate/fit-gain.ts';
import type { SumError } from '../../../passes/9-mitigate/fold-gain.ts';
import { encodeInputs, sliceSamples, type Samples } from '../engine/inputs.ts';
import { byNeuron } from '../engine/layout.ts';
import type { NeuronState, Program } from '../engine/program.ts';
import { membersOf, runEntry } from '../engine/run-entry.ts';
import { addUp, fire, startSample } from '../engine/run-steps.ts';

/**
 * Measures, population by population in the order of the schedule, gain and offset of every neuron: its sums on the chip, whose earlier populations are calibrated
 * already, against those on the ideal chip, both averaged over the timesteps of a sample. Each result goes to `settle`, which tunes the chip, before the next
 * population is looked at. Populations that advance together are measured together.
 * @param prepare sets the converters of an entry of the schedule, before its populations are measured
 */
export function recalibrate(chip: Program, ideal: Program, samples: Samples, settle: (population: number, error: SumError) => void, prepare: (entry: number) => void = () => {}): void {
  chip.configuration.schedule.forEach((_, entry) => {
    prepare(entry);
    const pairs = membersOf(chip, entry).map((state) => ({ state, ideal: ideal.populations[state.index] as NeuronState, moments: momentsOf(state, samples.count) }));
    if (pairs.length === 0) return;
    for (let start = 0; start < samples.count; start += chip.batch) {
      const part = sliceSamples(samples, start, Math.min(chip.batch, samples.count - start));
      // Reads of calibration samples draw other noise than those of any other sample.
      const first = -1 - start - part.count;
      for (const program of [chip, ideal]) {
        encodeInputs(program, part);
        for (let before = 0; before < entry; before++) runEntry(program, before, part.count, first);
      }
      for (let b = 0; b < part.count; b++) {
        const found = meanSums(chip, pairs.map(({ state }) => state), b, first + b);
        const wanted = meanSums(ideal, pairs.map((pair) => pair.ideal), b, first + b);
        pairs.forEach(({ moments }, i) => addMoments(moments, wanted[i]!, found[i]!));
      }
    }
    for (const { state, moments } of pairs) settle(state.index, errorOf(state, moments));
  });
}

/** Runs one sample and returns what each sum of these populations was, bias apart, on average over the timesteps. */
function meanSums(program: Program, states: readonly NeuronState[], b: number, sample: number): readonly Float64Array[] {
  const means = states.map(({ sums }) => new Float64Array(sums));
  for (const state of states) startSample(program, state, b, sample);
  for (let t = 0; t < program.timesteps; t++) {
    states.forEach((state, i) => {
      addUp(program, state, b, t, sample);
      const mean = means[i]!;
      const [sums, drive] = [state.accumulators.data, state.drive.data];
      for (let k = 0; k < mean.length; k++) mean[k]! += (sums[k]! + drive[k]!) / program.timesteps;
      fire(program, state, b, t);
    });
  }
  return means;
}

function momentsOf({ sums }: NeuronState, count: number): Moments {
  const zeros = (): Float64Array => new Float64Array(sums);
  return { count, x: zeros(), y: zeros(), xx: zeros(), yy: zeros(), xy: zeros() };
}

function addMoments({ x, y, xx, yy, xy }: Moments, wanted: Float64Array, found: Float64Array): void {
  for (let k = 0; k < wanted.length; k++) {
    const [a, b] = [wanted[k]!, found[k]!];
    x[k]! += a;
    y[k]! += b;
    xx[k]! += a * a;
    yy[k]! += b * b;
    xy[k]! += a * b;
  }
}

/** From the engine's order of neurons to theirs; sums stand one drive after the other. */
function errorOf({ layout, sums }: NeuronState, { count, ...moments }: Moments): SumError {
  const part = (drive: number) => {
    const of = (values: Float64Array): Float64Array => byNeuron(values.subarray(drive * layout.size, (drive + 1) * layout.size), layout);
    return fitGains({ count, x: of(moments.x), y: of(moments.y), xx: of(moments.xx), yy: of(moments.yy), xy: of(moments.xy) });
  };
  return { ...part(0), inhibitory: sums > layout.size ? part(1) : null };
}
