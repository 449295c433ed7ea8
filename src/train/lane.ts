import { normal } from '../ir/random.ts';
import { loadKernels } from '../kernels/load.ts';
import { STATISTICS, type Board } from './board.ts';
import { layOut, type ProjectionMemory } from './lane-memory.ts';
import { lossOf } from './loss.ts';
import { ownedRows, ownRows, type Step } from './own-rows.ts';
import { samplePass, type Jitter, type SamplePass } from './sample-pass.ts';

/** What a lane is opened with. */
export interface LaneSetup {
  readonly board: Board;
  readonly lane: number;
  readonly lanes: number;
  readonly seed: number;
  /** Standard deviation of spike times while training, in units of tau. */
  readonly jitter: number;
  /** Whether weights are disturbed while training. */
  readonly noisy: boolean;
  /** Largest level of a weight; null where weights are not quantised. */
  readonly mostLevel: number | null;
  /** Shards of a batch at most. */
  readonly shards: number;
  readonly limit: number;
}

/** A piece of work for one lane; all lanes are given the same kind at a time. */
export type Job =
  /** Takes the weights of its rows from the board. */
  | { readonly kind: 'load' }
  /** Writes its rows of the weights that spikes meet. */
  | { readonly kind: 'show'; readonly show: Show }
  /** Loss and gradients of its shards of a batch, samples of the order from `first` on. */
  | { readonly kind: 'learn'; readonly epoch: number; readonly first: number; readonly shards: readonly { readonly first: number; readonly count: number }[] }
  /** A step of its rows along the gradients of all shards, and the new weights. */
  | { readonly kind: 'step'; readonly step: Step; readonly show: Show }
  /** Writes its rows and Adam's memory of them to the board. */
  | { readonly kind: 'collect' }
  /** Statistics of parts of samples, without learning. */
  | { readonly kind: 'evaluate'; readonly set: 'training' | 'validation'; readonly parts: readonly { readonly part: number; readonly first: number; readonly count: number }[] };

/** How weights are shown to spikes: number of the draw of noise, and its standard deviation for each projection; null for none. */
export interface Show {
  readonly noise: { readonly draw: number; readonly sigmas: readonly number[] } | null;
}

/** One of the threads that training is divided over. @throws RangeError when the memory of the kernels does not suffice */
export function openLane(setup: LaneSetup): (job: Job) => void {
  const { board, jitter } = setup;
  const kernels = loadKernels();
  const memories = layOut(kernels, board.plan, jitter > 0);
  const rows = ownRows(kernels, setup, memories, ownedRows(board.plan, setup.lane, setup.lanes));
  const pass = samplePass(kernels, memories, setup.limit);
  return (job) => {
    switch (job.kind) {
      case 'load': return rows.load();
      case 'show': return rows.show(job.show);
      case 'collect': return rows.collect();
      case 'step': return rows.step(job.step, job.show);
      case 'learn':
        takeWeights(kernels, board, memories);
        return job.shards.forEach((shard, number) => {
          if (number % setup.lanes === setup.lane) learnShard(setup, kernels, memories, pass, job, shard, number);
        });
      case 'evaluate':
        takeWeights(kernels, board, memories);
        return job.parts.forEach((part) => {
          if (part.part % setup.lanes === setup.lane) evaluatePart(board, pass, job.set, part);
        });
    }
  };
}

type Kernels = ReturnType<typeof loadKernels>;

/** The weights that spikes meet, and their sums over the rows. */
function takeWeights(kernels: Kernels, { shown }: Board, memories: readonly ProjectionMemory[]): void {
  for (const { planned: { rows, columns, offset }, weights, totals } of memories) {
    new Float32Array(kernels.buffer(), weights, rows * columns).set(shown.subarray(offset, offset + rows * columns));
    kernels.sumColumnsF32(weights, rows, columns, totals);
  }
}

function learnShard({ board, seed, jitter }: LaneSetup, kernels: Kernels, memories: readonly ProjectionMemory[], pass: SamplePass, job: Extract<Job, { kind: 'learn' }>, shard: { first: number; count: number }, number: number): void {
  const { samples, labels, order, plan } = board;
  for (const { gradients, rest, planned: { rows, columns } } of memories) {
    new Float32Array(kernels.buffer(), gradients, rows * columns).fill(0);
    new Float32Array(kernels.buffer(), rest, columns).fill(0);
  }
  const statistics = board.statistics.subarray(number * STATISTICS, (number + 1) * STATISTICS).fill(0);
  for (let i = job.first + shard.first; i < job.first + shard.first + shard.count; i++) {
    const sample = order[i]!;
    const disturb: Jitter | null = jitter > 0 ? (population, neuron) => Math.exp(jitter * normal(seed, job.epoch, sample, population, neuron)) : null;
    const times = pass.forward(sampleOf(samples, sample, plan.projections[0]!.sources), disturb);
    count(statistics, times, labels[sample]!, pass, plan.projections[plan.projections.length - 1]!.used);
    pass.back(disturb);
  }
  writeGradients(kernels, board, memories, number);
}

function sampleOf(samples: Float32Array, sample: number, size: number): Float32Array {
  return samples.subarray(sample * size, (sample + 1) * size);
}

function count(statistics: Float64Array, times: Float32Array, label: number, pass: SamplePass, neurons: number): void {
  const { loss, decision } = lossOf(times, label, neurons, pass.pulls);
  statistics[0] = statistics[0]! + loss;
  statistics[1] = statistics[1]! + Number(decision === label);
  statistics[2] = statistics[2]! + Number(decision < 0);
  statistics[3] = statistics[3]! + Number(times[label] === Infinity);
}

/** The gradient of inputs that fire last belongs to all rows; it is there for the first projection only. */
function writeGradients(kernels: Kernels, { plan, gradients: all }: Board, memories: readonly ProjectionMemory[], shard: number): void {
  memories.forEach(({ gradients, rest, planned: { rows, columns, offset, patch } }, i) => {
    const from = new Float32Array(kernels.buffer(), gradients, rows * columns);
    if (i === 0 && !patch) {
      const common = new Float32Array(kernels.buffer(), rest, columns);
      for (let row = 0; row < rows; row++) {
        for (let column = 0, at = row * columns; column < columns; column++, at++) from[at] = from[at]! + common[column]!;
      }
    }
    all.set(from, shard * plan.parameters + offset);
  });
}

function evaluatePart({ plan, samples, labels, validation, statistics }: Board, pass: SamplePass, set: 'training' | 'validation', { part, first, count: samplesOfPart }: { part: number; first: number; count: number }): void {
  const [values, classes] = set === 'training' ? [samples, labels] : [validation.samples, validation.labels];
  const out = statistics.subarray(part * STATISTICS, (part + 1) * STATISTICS).fill(0);
  for (let sample = first; sample < first + samplesOfPart; sample++) {
    const times = pass.forward(sampleOf(values, sample, plan.projections[0]!.sources), null);
    count(out, times, classes[sample]!, pass, plan.projections[plan.projections.length - 1]!.used);
  }
}
