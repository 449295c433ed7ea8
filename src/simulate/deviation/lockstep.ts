import { parameterAt } from '../../ir/network.ts';
import { encodeInputs, sliceSamples, type Samples } from '../engine/inputs.ts';
import { indexOf, isPadding, type EngineLayout } from '../engine/layout.ts';
import type { NeuronState, Program } from '../engine/program.ts';
import { addUp, fire, startSample } from '../engine/run-steps.ts';
import { comparePotentials, compareSpikes, compareSums } from './compare-step.ts';
import { MEASURE_COUNT, type Deviation } from './deviation.ts';

/**
 * Runs a chip and the ideal one in step over the same samples, twice: once each population hears what its own chip sends, once it hears the ideal
 * chip. Both programs are of one configuration. Needs no memory for what it compares: a step of one is held against the same step of the other.
 */
export function measureDeviation(chip: Program, ideal: Program, samples: Samples, firstSample: number): Deviation {
  const pairs = pairsOf(chip, ideal);
  for (let start = 0; start < samples.count; start += chip.batch) {
    const part = sliceSamples(samples, start, Math.min(chip.batch, samples.count - start));
    encodeInputs(chip, part);
    encodeInputs(ideal, part);
    for (const fresh of [false, true]) {
      for (const members of chip.configuration.schedule) {
        const own = pairs.filter(({ chip: { index } }) => members.includes(index));
        for (let b = 0; b < part.count; b++) runSample(chip, ideal, own, b, firstSample + start + b, fresh);
      }
    }
  }
  return {
    samples: samples.count,
    populations: pairs.map(({ chip: { population, sums, layout }, ids, running, fresh }) => ({ name: population.name, neurons: ids.length, sums: (sums / layout.size) * ids.length, running, fresh })),
  };
}

/** A population on both chips. */
interface Pair {
  readonly chip: NeuronState;
  readonly ideal: NeuronState;
  /** Its neurons by local id, and its sums by place: one drive after the other. */
  readonly ids: Int32Array;
  readonly places: Int32Array;
  /** What potentials of the chip are multiplied with, by local id; null for 1. */
  readonly scales: Float64Array | null;
  readonly traces: Float64Array;
  readonly running: Float64Array;
  readonly fresh: Float64Array;
}

function pairsOf(chip: Program, ideal: Program): readonly Pair[] {
  return chip.populations.flatMap((state, index) => {
    const other = ideal.populations[index]!;
    if (state.kind !== 'neurons' || other.kind !== 'neurons') return [];
    const { layout } = state;
    const ids = neuronsOf(layout);
    const drives = state.sums / layout.size;
    const places = Int32Array.from({ length: drives * ids.length }, (_, i) => Math.floor(i / ids.length) * layout.size + ids[i % ids.length]!);
    const cells = (): Float64Array => new Float64Array(chip.timesteps * MEASURE_COUNT);
    return [{ chip: state, ideal: other, ids, places, scales: scalesOf(state, other, ids), traces: new Float64Array(layout.size), running: cells(), fresh: cells() }];
  });
}

/** Where neurons of the chip were given other thresholds, their potentials are taken as shares of these. */
function scalesOf(chip: NeuronState, ideal: NeuronState, ids: Int32Array): Float64Array | null {
  if (chip.population === ideal.population) return null;
  const scales = new Float64Array(chip.layout.size);
  const thresholdAt = ({ population: { neuron, shape }, layout }: NeuronState, local: number): number => parameterAt(neuron.threshold, shape, indexOf(layout, local));
  for (const local of ids) {
    const own = thresholdAt(chip, local);
    scales[local] = own === 0 ? 1 : thresholdAt(ideal, local) / own;
  }
  return scales;
}

function neuronsOf(layout: EngineLayout): Int32Array {
  return Int32Array.from(Array.from({ length: layout.size }, (_, local) => local).filter((local) => !isPadding(layout, local)));
}

/** One sample through populations that advance together. */
function runSample(chip: Program, ideal: Program, pairs: readonly Pair[], b: number, sample: number, fresh: boolean): void {
  for (const pair of pairs) {
    startSample(chip, pair.chip, b, sample);
    startSample(ideal, pair.ideal, b, sample);
    pair.traces.fill(0);
  }
  for (let t = 0; t < chip.timesteps; t++) {
    for (const pair of pairs) {
      addUp(chip, pair.chip, b, t, sample);
      addUp(ideal, pair.ideal, b, t, sample);
      stepBoth(chip, ideal, pair, b, t, fresh);
    }
  }
}

function stepBoth(chip: Program, ideal: Program, pair: Pair, b: number, t: number, fresh: boolean): void {
  const { chip: own, ideal: other, ids, places, scales, traces } = pair;
  const into = fresh ? pair.fresh : pair.running;
  const cell = t * MEASURE_COUNT;
  const step = b * chip.timesteps + t;
  const first = step * own.layout.size;
  compareSums(places, own.accumulators.data, own.drive.data, other.accumulators.data, other.drive.data, into, cell);
  fire(chip, own, b, t);
  fire(ideal, other, b, t);
  comparePotentials(ids, own.parameters.potentials.data, scales, other.parameters.potentials.data, into, cell);
  compareSpikes(own.spikes.data, own.counts[step]!, other.spikes.data, other.counts[step]!, first, traces, into, cell);
  if (!fresh) return;
  // Whoever listens to this population hears what the ideal one sent.
  const count = other.counts[step]!;
  for (let i = first; i < first + count; i++) own.spikes.data[i] = other.spikes.data[i]!;
  own.counts[step] = count;
}
