import type { ConfiguredNeurons } from '../../../ir/configuration.ts';
import { isIntegrateAndFire, type LoihiNeuron } from '../../../ir/neuron.ts';
import type { EngineLayout } from '../layout.ts';
import { columnsOf, type Columns } from './columns.ts';
import { conductance } from './conductance.ts';
import { wholeSoma } from './integer.ts';
import { loihi, loihiSoma } from './loihi.ts';
import { membrane } from './membrane.ts';
import { quadratic } from './quadratic.ts';

/** The update of all neurons that the kernels do not know (see `isForKernels`), array by array, each operation rounded to f32 in the order of `src/ir/neuron.ts`. */
export interface GeneralSoma {
  /** Before the first step of a sample; its number is the address of what is drawn in it. */
  readonly start: (sample: number) => void;
  /**
   * One timestep. Sums and constant drives stand one drive after the other, each `layout.size` long; the sums are cleared. Writes the local ids
   * of what fired to `spikes` from `at` on, ascending, and returns how many.
   */
  readonly step: (sums: Int32Array | Float32Array, drive: Int32Array | Float32Array, spikes: Int32Array, at: number, spikeCounts: Uint32Array) => number;
}

/** What a neuron model does to whole arrays, by local id. */
export interface Model {
  /** What the potential is compared with; a model whose threshold moves writes to it. */
  readonly threshold: Float32Array;
  readonly start: () => void;
  /** Synapses and conductances take in the drives. */
  readonly receive: (drives: readonly Float32Array[]) => void;
  /** Writes what the potentials `from` become. */
  readonly charge: (from: Float32Array, to: Float32Array) => void;
  /** End of the step: what fired, potentials before the step and before the reset. */
  readonly settle: (fired: Uint8Array, before: Float32Array, charged: Float32Array) => void;
}

/** @param potentials state of the population, read by whoever reads the membrane */
export function generalSoma(population: ConfiguredNeurons, layout: EngineLayout, dt_s: number | null, potentials: Float32Array): GeneralSoma {
  const { neuron, bias, inhibitoryBias } = population;
  const columns = columnsOf(population, layout, dt_s);
  if (isIntegrateAndFire(neuron) && neuron.integer) return wholeSoma(neuron, neuron.integer, bias, columns, potentials);
  if (neuron.kind === 'loihi-lif' && neverRests(neuron)) return loihiSoma(neuron, columns.byFeature(bias), columns, potentials);
  const { size } = layout;
  const model = modelOf(population, columns);
  const [initial, resetValue, refractory] = [columns.each(neuron.initial), columns.each(neuron.resetValue), columns.each(neuron.refractory)];
  const floor = neuron.lowest === null ? null : columns.each(neuron.lowest);
  const biases = [bias, ...(inhibitoryBias ? [inhibitoryBias] : [])].map((values) => columns.byFeature(values));
  const drives = biases.map(() => new Float32Array(size));
  const [start, charged] = [new Float32Array(size), new Float32Array(size)];
  const [resting, late, fired] = [new Float32Array(size), new Uint8Array(size), new Uint8Array(size)];
  const echoes = isIntegrateAndFire(neuron) && neuron.echo;
  const delayed = neuron.resetDelay === 1;
  const strict = neuron.compare === '>';
  const silent = neuron.sends === 'potential';
  const [subtracts, resets] = [neuron.reset === 'subtract', neuron.reset === 'hard'];
  const { threshold } = model;

  const gather = (sums: Int32Array | Float32Array, drive: Int32Array | Float32Array): void => {
    drives.forEach((x, d) => {
      const own = biases[d]!;
      for (let k = 0; k < size; k++) x[k] = Math.fround(sums[d * size + k]! + drive[d * size + k]!) + own[k]!;
    });
    sums.fill(0, 0, drives.length * size);
  };
  const noteLate = (): void => {
    for (let k = 0; k < size; k++) late[k] = !silent && (strict ? potentials[k]! > threshold[k]! : potentials[k]! >= threshold[k]!) ? 1 : 0;
  };

  return {
    start: () => {
      potentials.set(initial);
      resting.fill(0);
      model.start();
    },
    step: (sums, drive, spikes, at, spikeCounts) => {
      gather(sums, drive);
      if (delayed || echoes) noteLate();
      model.receive(drives);
      start.set(potentials);
      if (delayed && resets) for (let k = 0; k < size; k++) if (late[k] === 1) start[k] = resetValue[k]!;
      model.charge(start, charged);
      start.set(potentials);
      let count = 0;
      for (let k = 0; k < size; k++) {
        fired[k] = 0;
        if (resting[k]! > 0) {
          resting[k] = resting[k]! - 1;
          charged[k] = potentials[k]!;
          continue;
        }
        let v = charged[k]!;
        if (delayed && subtracts && late[k] === 1) v = Math.fround(v - threshold[k]!);
        if (floor && v < floor[k]!) v = floor[k]!;
        charged[k] = v;
        const seen = echoes && late[k] === 1 ? Math.fround(v - threshold[k]!) : v;
        if (!silent && (strict ? seen > threshold[k]! : seen >= threshold[k]!)) {
          fired[k] = 1;
          resting[k] = refractory[k]!;
          spikes[at + count++] = k;
          spikeCounts[k]!++;
          if (!delayed && subtracts) v = Math.fround(v - threshold[k]!);
          if (!delayed && resets) v = resetValue[k]!;
        }
        potentials[k] = v;
      }
      model.settle(fired, start, charged);
      return count;
    },
  };
}

/** Fires by v > threshold, at once to 0, as Loihi neurons do that have no rest after a spike. */
function neverRests({ refractory, lowest, resetDelay, reset, resetValue, compare, sends, spikesPerStep }: LoihiNeuron): boolean {
  return refractory === 0 && lowest === null && resetDelay === 0 && reset === 'hard' && resetValue === 0 && compare === '>' && sends === 'spikes' && spikesPerStep === 1;
}

function modelOf({ neuron, name }: ConfiguredNeurons, columns: Columns): Model {
  if (neuron.spikesPerStep !== 1) throw new Error(`neurons of ${name} may fire several times a step`);
  switch (neuron.kind) {
    case 'if': case 'lif': return membrane(neuron, columns);
    case 'conductance-lif': return conductance(neuron, columns);
    case 'izhikevich': return quadratic(neuron, columns);
    case 'loihi-lif': return loihi(neuron, columns);
    case 'first-spike': throw new Error(`neurons of ${name} have no timesteps`);
  }
}
