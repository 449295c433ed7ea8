import type { IntegrateAndFire } from '../../../ir/neuron.ts';
import type { Columns } from './columns.ts';
import type { Model } from './general.ts';

/** Integrate-and-fire with synapse, leak target and adaptation, as they are there. */
export function membrane(neuron: IntegrateAndFire, columns: Columns): Model {
  const { size } = columns;
  const decay = columns.decay(neuron.decay);
  const gain = columns.gain(neuron.gain, neuron.decay, neuron.kind === 'lif');
  const pull = columns.each(neuron.leakTarget).map((target, k) => Math.fround(1 - decay[k]!) * target);
  const base = columns.each(neuron.threshold, Infinity);
  const threshold = base.slice();
  const input = new Float32Array(size);
  const receive = receiver(neuron, columns, input);
  const adaptation = adaptationOf(neuron, columns, base, threshold);
  return {
    threshold,
    start: () => {
      receive.start();
      adaptation.start();
    },
    receive: ([drive]) => {
      receive.take(drive!);
      adaptation.dampen(input);
    },
    charge: (from, to) => {
      for (let k = 0; k < size; k++) {
        const filled = Math.fround(decay[k]! * from[k]!) + Math.fround(gain[k]! * input[k]!);
        to[k] = Math.fround(filled) + pull[k]!;
      }
    },
    settle: (fired) => adaptation.settle(fired),
  };
}

interface Receiver {
  readonly start: () => void;
  readonly take: (drive: Float32Array) => void;
}

/** Writes what the membrane is to see of a drive to `input`. */
function receiver({ synapse }: IntegrateAndFire, columns: Columns, input: Float32Array): Receiver {
  if (!synapse) return { start: () => undefined, take: (drive) => input.set(drive) };
  const decay = columns.decay(synapse.decay);
  const gain = columns.gain(synapse.gain, synapse.decay);
  const current = new Float32Array(columns.size);
  const advance = (drive: Float32Array): void => {
    for (let k = 0; k < current.length; k++) current[k] = Math.fround(decay[k]! * current[k]!) + Math.fround(gain[k]! * drive[k]!);
  };
  const early = synapse.order === 'potential-first';
  return {
    start: () => { current.fill(0); },
    take: (drive) => {
      if (early) input.set(current);
      advance(drive);
      if (!early) input.set(current);
    },
  };
}

interface Adapting {
  readonly start: () => void;
  readonly dampen: (input: Float32Array) => void;
  readonly settle: (fired: Uint8Array) => void;
}

function adaptationOf({ adaptation }: IntegrateAndFire, columns: Columns, base: Float32Array, threshold: Float32Array): Adapting {
  if (!adaptation) return { start: () => undefined, dampen: () => undefined, settle: () => undefined };
  const decay = columns.decay(adaptation.decay);
  const jump = columns.each(adaptation.jump);
  const level = new Float32Array(columns.size);
  const onThreshold = adaptation.on === 'threshold';
  const raise = (): void => { for (let k = 0; k < level.length; k++) threshold[k] = base[k]! + level[k]!; };
  return {
    start: () => {
      level.fill(0);
      if (onThreshold) raise();
    },
    dampen: (input) => {
      if (onThreshold) return;
      for (let k = 0; k < level.length; k++) input[k] = input[k]! - level[k]!;
    },
    settle: (fired) => {
      for (let k = 0; k < level.length; k++) level[k] = Math.fround(decay[k]! * level[k]!) + (fired[k] === 1 ? jump[k]! : 0);
      if (onThreshold) raise();
    },
  };
}
