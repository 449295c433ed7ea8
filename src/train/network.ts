import { fail } from '../diagnostics/diagnostic.ts';
import { firstSpike, type InputTimes } from '../ir/first-spike.ts';
import type { ConvolutionProjection, DenseProjection, Network, Population, Projection, WeightGrid } from '../ir/network.ts';
import { sizeOf, tensor } from '../ir/tensor.ts';
import { describeArchitecture, shapeAfter, type Architecture, type Step } from './architecture.ts';
import { columnBases } from './board.ts';
import type { Plan, PlannedProjection } from './plan.ts';
import { shortened } from './shortened.ts';

/** A network of this architecture without synapses of weight yet. @param times when a value of the input sends its spike */
export function emptyNetwork(architecture: Architecture, times: InputTimes, name: string): Network {
  const origin = { file: describeArchitecture(architecture), place: name };
  const nameOf = (i: number): string => (i === 0 ? 'input' : i === architecture.steps.length ? 'output' : `hidden${i}`);
  const populations: Population[] = [{ name: nameOf(0), shape: architecture.input, neuron: { kind: 'input', coding: 'time', times }, origin }];
  const projections = architecture.steps.map((step, i): Projection => {
    const from = populations[i]!.shape, shape = shapeAfter(step, from);
    populations.push({ name: nameOf(i + 1), shape, neuron: firstSpike('exponential'), origin });
    const base = { name: `${nameOf(i)}_${nameOf(i + 1)}`, source: nameOf(i), destination: nameOf(i + 1), delay: 0, origin, bias: null, window: null };
    if (step.kind === 'dense') return { ...base, kind: 'dense', weights: zeros([step.neurons, sizeOf(from)]) };
    return { ...base, kind: 'convolution', weights: zeros([step.channels, from[0]!, ...step.kernel]), stride: step.stride, padding: step.padding, dilation: [1, 1], groups: 1 };
  });
  return { stage: 'network', name, dt_s: null, timesteps: null, populations, projections, output: { population: nameOf(architecture.steps.length), readout: 'first' }, bits: null };
}

function zeros(shape: readonly number[]): DenseProjection['weights'] {
  return tensor(shape, new Float32Array(sizeOf(shape)));
}

/**
 * The architecture of a network, and its projections in order.
 * @throws DiagnosticError S669 when it is not one that can be trained
 */
export function architectureOf(network: Network, file: string): { readonly architecture: Architecture; readonly times: InputTimes; readonly projections: readonly (DenseProjection | ConvolutionProjection)[] } {
  const refuse = (reason: string): never => fail('S669', { reason: shortened(reason) }, { file });
  const inputs = network.populations.filter(({ neuron }) => neuron.kind === 'input');
  if (inputs.length !== 1) refuse(`it has ${inputs.length} inputs`);
  if (network.stage === 'quantised') refuse('its weights are levels already (stage quantised)');
  const [input] = inputs as [Population];
  const times = input.neuron.kind === 'input' && input.neuron.coding === 'time' ? input.neuron.times : undefined;
  if (!times) return refuse('it is no network of temporal coding: its input is not of coding time');
  const projections: (DenseProjection | ConvolutionProjection)[] = [];
  for (let at = input; at.name !== network.output.population;) {
    const [projection, ...others] = network.projections.filter(({ source }) => source === at.name);
    if (!projection || others.length > 0) return refuse(`${projection ? 'several projections lead' : 'no projection leads'} from population ${at.name}`);
    const next = network.populations.find(({ name }) => name === projection.destination)!;
    const reason = whyNot(projection, next, network);
    if (reason !== null || projections.length > network.projections.length) return refuse(reason ?? 'it has a loop');
    projections.push(projection as DenseProjection | ConvolutionProjection);
    at = next;
  }
  if (projections.length === 0 || projections.length !== network.projections.length) return refuse('not all of its projections lie on one way from the input to the output');
  return { architecture: { input: input.shape, steps: projections.map((projection) => stepOf(projection)) }, times, projections };
}

function whyNot(projection: Projection, { name, neuron, shape }: Population, { projections, populations }: Network): string | null {
  if (neuron.kind !== 'first-spike' || neuron.response !== 'exponential') return `the neurons of population ${name} are not first-spike neurons of response exponential`;
  if (neuron.threshold !== 1) return `the threshold of population ${name} is not 1`;
  if (projections.filter(({ destination }) => destination === name).length > 1) return `several projections lead to population ${name}`;
  if (projection.kind !== 'dense' && projection.kind !== 'convolution') return `projection ${projection.name} is neither dense nor a convolution`;
  if (projection.window !== null || projection.delay !== 0) return `projection ${projection.name} has a sum window or a delay`;
  if (projection.kind === 'convolution' && (projection.groups !== 1 || projection.dilation.some((one) => one !== 1))) return `projection ${projection.name} has groups or a dilation`;
  const source = populations.find((population) => population.name === projection.source)!;
  if (projection.kind === 'convolution' && source.shape.length !== 3) return `the source of projection ${projection.name} is no plane`;
  return shapeAfter(stepOf(projection), source.shape).join() === shape.join() || sizeOf(shape) === shape[0] ? null : `population ${name} is a plane behind a dense projection`;
}

function stepOf(projection: DenseProjection | ConvolutionProjection): Step {
  const [channels, , height, width] = projection.weights.shape;
  if (projection.kind === 'dense') return { kind: 'dense', neurons: channels! };
  return { kind: 'convolution', channels: channels!, kernel: [height!, width!], stride: projection.stride, padding: projection.padding };
}

/** The weights of a network as a vector of parameters. */
export function weightsOf(projections: readonly (DenseProjection | ConvolutionProjection)[], plan: Plan): Float32Array {
  const vector = new Float32Array(plan.parameters);
  projections.forEach(({ weights, bias }, i) => forEachWeight(plan.projections[i]!, (at, channel, index) => {
    vector[at] = index === null ? bias?.[channel] ?? 0 : weights.data[index]!;
  }));
  return vector;
}

/** The network with the weights of a vector of parameters. @param scales value of one level of each column, with the bits of a level; null without levels */
export function withWeights(network: Network, order: readonly string[], plan: Plan, vector: Float32Array, levels: { readonly bits: number; readonly scales: Float32Array } | null): Network {
  const bases = columnBases(plan);
  const trained = new Map(order.map((name, i) => [name, { planned: plan.projections[i]!, base: bases[i]! }]));
  return {
    ...network,
    projections: network.projections.map((projection) => {
      const found = trained.get(projection.name);
      if (!found || (projection.kind !== 'dense' && projection.kind !== 'convolution')) return projection;
      const { planned, base } = found, data = new Float32Array(projection.weights.data.length), bias = new Float32Array(planned.used);
      forEachWeight(planned, (at, channel, index) => {
        // A level 0 of a negative weight is -0, which nobody wants to read.
        if (index === null) bias[channel] = vector[at]! + 0;
        else data[index] = vector[at]! + 0;
      });
      const { grid: _grid, ...rest } = projection;
      const grid: WeightGrid | null = levels && { bits: levels.bits, scale: levels.scales.slice(base, base + planned.used) };
      return { ...rest, weights: tensor(projection.weights.shape, data), bias: bias.some((one) => one !== 0) ? bias : null, ...(grid && { grid }) };
    }),
  };
}

/** Every weight: its place in the vector, its output channel, and its index in the tensor [channels, inputs]; null for a bias. */
function forEachWeight({ offset, columns, used, inputs, rows, rowOf }: PlannedProjection, use: (at: number, channel: number, index: number | null) => void): void {
  for (let input = 0; input < inputs; input++) {
    const row = offset + rowOf(input) * columns;
    for (let channel = 0; channel < used; channel++) use(row + channel, channel, channel * inputs + input);
  }
  for (let channel = 0; channel < used; channel++) use(offset + (rows - 1) * columns + channel, channel, null);
}
