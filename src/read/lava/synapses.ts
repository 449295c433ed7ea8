import { diagnose, fail, type Diagnostic, type Where } from '../../diagnostics/diagnostic.ts';
import type { Pair, Padding4, Projection } from '../../ir/network.ts';
import type { Hdf5Array } from '../hdf5/tree.ts';
import type { Weights } from './weights.ts';

type WithoutEnds<P> = P extends Projection ? Omit<P, 'name' | 'source' | 'destination' | 'origin'> : never;
/** A projection that still lacks its ends and its name. */
export type Link = WithoutEnds<Projection>;

/** Processes of Lava pass on in the next timestep what arrives in this one. */
export const STEP = 1;
const LONGEST_DELAY = 62;

/** Delays of a layer, and what is wrong with them. */
export interface Delays {
  readonly delay: Hdf5Array | null;
  readonly where: Where;
  readonly diagnostics: Diagnostic[];
}

/**
 * Dense synapses; where their delays differ, the synapses of each delay one by one. Delays are one for all, one a neuron that receives, one a
 * neuron that sends, or one a synapse.
 * @throws DiagnosticError S932 for delays of another shape
 */
export function denseLinks(weight: Weights, delays: Delays): readonly Link[] {
  const [outputs, inputs] = weight.shape as [number, number];
  const steps = stepsOf(delays);
  if (steps === null || steps.every((value) => value === steps[0])) return [{ kind: 'dense', weights: weight, bias: null, window: null, delay: STEP + (steps?.[0] ?? 0) }];
  const stepsAt = delayAt(steps, outputs, inputs, delays);
  return [...new Set(steps)].sort((a, b) => a - b).map((delay) => sparse(weight, (output, input) => stepsAt(output, input) === delay, STEP + delay));
}

function delayAt(steps: Float32Array, outputs: number, inputs: number, { delay, where }: Delays): (output: number, input: number) => number {
  if (steps.length === outputs * inputs && delay!.shape.length === 2) return (output, input) => steps[output * inputs + input]!;
  if (steps.length === outputs) return (output) => steps[output]!;
  if (steps.length === inputs) return (_, input) => steps[input]!;
  return fail('S932', { what: 'delay', found: `an array of shape [${delay!.shape.slice(0, 8).join(', ')}]`, wanted: `one number, ${outputs}, ${inputs} or ${outputs} x ${inputs}` }, where);
}

function sparse({ shape, data }: Weights, included: (output: number, input: number) => boolean, delay: number): Link {
  const [outputs, inputs] = shape as [number, number];
  const chosen = (output: number, input: number): boolean => data[output * inputs + input] !== 0 && included(output, input);
  const offsets = new Int32Array(inputs + 1);
  for (let input = 0; input < inputs; input++) {
    offsets[input + 1] = offsets[input]!;
    for (let output = 0; output < outputs; output++) if (chosen(output, input)) offsets[input + 1]!++;
  }
  const destinations = new Int32Array(offsets[inputs]!);
  const values = new Float32Array(offsets[inputs]!);
  for (let input = 0, next = 0; input < inputs; input++) {
    for (let output = 0; output < outputs; output++) {
      if (!chosen(output, input)) continue;
      destinations[next] = output;
      values[next++] = data[output * inputs + input]!;
    }
  }
  return { kind: 'sparse', size: outputs, offsets, destinations, values, bias: null, delay };
}

/** A kernel that slides. */
export interface Sliding {
  readonly weight: Weights;
  readonly stride: Pair;
  readonly padding: Padding4;
  readonly dilation: Pair;
  readonly groups: number;
}

/** Convolutions; where the delays of the output channels differ, one for each delay, with the weights of the other channels at 0. @throws DiagnosticError S932 */
export function slidingLinks({ weight, ...sliding }: Sliding, delays: Delays): readonly Link[] {
  const channels = weight.shape[0]!;
  const steps = stepsOf(delays);
  const link = (weights: Weights, delay: number): Link => ({ kind: 'convolution', ...sliding, weights, bias: null, window: null, delay: STEP + delay });
  if (steps === null || steps.every((value) => value === steps[0])) return [link(weight, steps?.[0] ?? 0)];
  if (steps.length !== channels) fail('S932', { what: 'delay', found: `${steps.length} numbers`, wanted: `one, or one an output channel (${channels})` }, delays.where);
  const taps = weight.data.length / channels;
  return [...new Set(steps)].sort((a, b) => a - b).map((delay) =>
    link({ shape: weight.shape, data: weight.data.map((value, index) => (steps[Math.floor(index / taps)] === delay ? value : 0)) }, delay));
}

/** Whole timesteps beyond the one that every synapse takes; with a warning where they had to be cut. */
function stepsOf({ delay, where, diagnostics }: Delays): Float32Array | null {
  if (!delay) return null;
  const steps = Float32Array.from(delay.data, Math.trunc);
  const count = steps.reduce((sum, value) => sum + (value < 0 || value > LONGEST_DELAY ? 1 : 0), 0);
  if (count > 0) diagnostics.push(diagnose('S934', { what: 'delays', count, low: 0, high: LONGEST_DELAY }, where));
  return steps.map((value) => Math.min(LONGEST_DELAY, Math.max(0, value)));
}
