import { nextFloat } from '../../ir/next-float.ts';
import { isPlain, parameterAt, type Parameter } from '../../ir/network.ts';
import type { ConfiguredNeurons } from '../../ir/configuration.ts';
import type { Kernels } from '../../kernels/kernels.ts';
import { indexOf, isPadding, valueAt, type EngineLayout } from './layout.ts';

/** A typed array in the kernels' memory, with its pointer. */
export interface Block<A> {
  readonly pointer: number;
  readonly data: A;
}

/** Slack behind every accumulator array: the last tap may write whole vectors. */
const SLACK = 64;

/** Collects reservations, then hands out views that stay valid because nothing grows any more. */
export interface Arena {
  readonly i32: (length: number) => () => Block<Int32Array>;
  readonly u32: (length: number) => () => Block<Uint32Array>;
  readonly f32: (length: number) => () => Block<Float32Array>;
  readonly i16: (length: number) => () => Block<Int16Array>;
  readonly u8: (length: number) => () => Block<Uint8Array>;
  readonly f64: (length: number) => () => Block<Float64Array>;
}

export function arenaOf(kernels: Kernels): Arena {
  const reserve = <A>(bytes: number, view: (buffer: ArrayBuffer, pointer: number) => A): (() => Block<A>) => {
    const pointer = kernels.allocate(bytes + SLACK * 4);
    return () => ({ pointer, data: view(kernels.buffer() as ArrayBuffer, pointer) });
  };
  return {
    i32: (length) => reserve(length * 4, (buffer, pointer) => new Int32Array(buffer, pointer, length + SLACK)),
    u32: (length) => reserve(length * 4, (buffer, pointer) => new Uint32Array(buffer, pointer, length + SLACK)),
    f32: (length) => reserve(length * 4, (buffer, pointer) => new Float32Array(buffer, pointer, length + SLACK)),
    i16: (length) => reserve(length * 2, (buffer, pointer) => new Int16Array(buffer, pointer, length + SLACK)),
    u8: (length) => reserve(length, (buffer, pointer) => new Uint8Array(buffer, pointer, length + SLACK)),
    // Without the slack in view: vectors of these are whole.
    f64: (length) => reserve(length * 8, (buffer, pointer) => new Float64Array(buffer, pointer, length)),
  };
}

/** Neuron parameters by local id; padding never fires. */
export interface NeuronArrays {
  readonly bias: Float32Array;
  readonly decay: Float32Array;
  readonly fire: Float32Array;
  readonly threshold: Float32Array;
  readonly initial: Float32Array;
}

/** Arrays of plain neurons, which the kernels update. */
export function neuronArrays(population: ConfiguredNeurons, layout: EngineLayout): NeuronArrays {
  const { neuron } = population;
  if (!isPlain(neuron)) throw new Error(`population ${population.name} is not for the kernels`);
  const array = (): Float32Array => new Float32Array(layout.size);
  const arrays = { bias: array(), decay: array(), fire: array().fill(Infinity), threshold: array(), initial: array() };
  for (let local = 0; local < layout.size; local++) {
    if (isPadding(layout, local)) continue;
    const index = indexOf(layout, local);
    const threshold = Math.fround(parameterAt(neuron.threshold, population.shape, index));
    arrays.bias[local] = valueAt(population.bias, layout, local);
    arrays.decay[local] = parameterAt(neuron.decay as Parameter, population.shape, index);
    arrays.threshold[local] = threshold;
    arrays.fire[local] = neuron.compare === '>=' ? threshold : nextFloat(threshold);
    arrays.initial[local] = parameterAt(neuron.initial, population.shape, index);
  }
  return arrays;
}
