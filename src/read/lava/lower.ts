import { fail, type Diagnostic, type Where } from '../../diagnostics/diagnostic.ts';
import { printShape, slidShape } from '../../ir/geometry.ts';
import { integrateAndFire, neuronCount, planeShape, type InputNeuron, type Network, type Neuron, type Padding4, type Population, type Projection } from '../../ir/network.ts';
import { sizeOf } from '../../ir/tensor.ts';
import { MOST_NEURONS } from '../../ir/verify-network.ts';
import type { AverageLayer, DenseLayer, InputLayer, Layer, Net, SlidingLayer } from './layers.ts';
import { INTEGRATOR, neuronOf, neverFires, type Cell } from './neuron.ts';
import { denseLinks, slidingLinks, type Link } from './synapses.ts';

/**
 * The layers one after the other as populations and projections.
 * @param coding of the input
 * @throws DiagnosticError S918, S932, S935 for the first layer that does not fit what leads to it
 */
export function lowerNet({ layers, timesteps }: Net, coding: InputNeuron['coding'], name: string, file: string, diagnostics: Diagnostic[]): Network {
  const draft: Draft = { coding, file, diagnostics, populations: [], projections: [], flat: false, cell: null };
  for (const layer of layers) addLayer(draft, layer);
  const last = draft.populations.at(-1);
  if (!last || last.neuron.kind === 'input') return fail('S930', { reason: 'it has no layer with neurons' }, { file });
  const potential = last.neuron.kind === 'if' || (draft.cell !== null && neverFires(draft.cell));
  return {
    stage: 'network', name, dt_s: null, timesteps, bits: null, populations: draft.populations, projections: draft.projections,
    output: { population: last.name, readout: potential ? 'membrane' : 'count' },
  };
}

interface Draft {
  readonly coding: InputNeuron['coding'];
  readonly file: string;
  readonly diagnostics: Diagnostic[];
  readonly populations: Population[];
  readonly projections: Projection[];
  /** Whether a flatten layer came last. */
  flat: boolean;
  /** Of the last population. */
  cell: Cell | null;
}

function addLayer(draft: Draft, layer: Layer): void {
  const where: Where = { file: draft.file, place: layer.place };
  if (draft.populations.at(-1)?.neuron.kind === 'if') fail('S935', { found: 'something of an average', wanted: 'an average is the last layer' }, where);
  switch (layer.type) {
    case 'input': return addInput(draft, layer, where);
    case 'dense':
    case 'dense_rec': return addDense(draft, layer, where);
    case 'conv':
    case 'pool': return addSliding(draft, layer, where);
    case 'average': return addAverage(draft, layer, where);
    case 'flatten': draft.flat = true;
  }
}

function addPopulation(draft: Draft, name: string, shape: readonly number[], neuron: Neuron, cell: Cell | null, where: Where): Population {
  const neurons = draft.populations.reduce((sum, population) => sum + neuronCount(population), sizeOf(shape));
  if (!(neurons <= MOST_NEURONS)) fail('S918', { neurons: `${neurons}`, most: MOST_NEURONS }, where);
  const population: Population = { name, shape, neuron, origin: { file: draft.file, place: where.place! } };
  draft.populations.push(population);
  draft.flat = false;
  draft.cell = cell;
  return population;
}

function connect(draft: Draft, name: string, source: Population, destination: Population, links: readonly Link[]): void {
  links.forEach((link, index) => draft.projections.push({
    ...link, name: index === 0 ? name : `${name}_${index + 1}`, source: source.name, destination: destination.name, origin: destination.origin,
  } as Projection));
}

function addInput(draft: Draft, { index, shape, cell, weight, bias }: InputLayer, where: Where): void {
  if (draft.populations.length > 0) fail('S935', { found: 'an input', wanted: 'another layer comes before it' }, where);
  const input = addPopulation(draft, 'input', shape, { kind: 'input', coding: draft.coding }, null, where);
  if (!cell) return;
  const [channels] = planeShape(shape);
  const encoder = addPopulation(draft, `encoder_${index}`, shape, neuronOf(cell, shape, where), cell, where);
  const scaling: Link = {
    kind: 'batch-norm', gamma: new Float32Array(channels).fill(weight), beta: new Float32Array(channels).fill(bias), mean: new Float32Array(channels),
    variance: new Float32Array(channels).fill(1), epsilon: 0, delay: 0,
  };
  connect(draft, 'scale', input, encoder, [scaling]);
}

function addDense(draft: Draft, layer: DenseLayer, where: Where): void {
  const { index, type, shape, weight, recurrent, delay } = layer;
  const [, inputs] = weight.shape as [number, number];
  const source = draft.populations.at(-1) ?? addPopulation(draft, 'input', [inputs], { kind: 'input', coding: draft.coding }, null, where);
  if (neuronCount(source) !== inputs) fail('S935', { found: `synapses from ${inputs} neurons`, wanted: `the layer before has ${neuronCount(source)}` }, where);
  const cell = layer.cell ?? INTEGRATOR;
  const name = `dense_${index}`;
  const population = addPopulation(draft, name, shape, neuronOf(cell, shape, where), cell, where);
  connect(draft, `${name}_in`, source, population, denseLinks(weight, { delay, where, diagnostics: draft.diagnostics }));
  if (type === 'dense_rec') connect(draft, `${name}_rec`, population, population, denseLinks(recurrent!, { delay: null, where, diagnostics: draft.diagnostics }));
}

function addSliding(draft: Draft, layer: SlidingLayer, where: Where): void {
  const { index, type, shape, stride, dilation, delay, cell } = layer;
  const source = draft.populations.at(-1) ?? fail('S932', { what: 'the shape of its input', found: 'not stated', wanted: 'an input layer before it' }, where);
  if (draft.flat) fail('S935', { found: 'windows over planes', wanted: 'a flatten layer comes before it' }, where);
  const [channels] = planeShape(source.shape);
  const groups = type === 'pool' ? channels : layer.groups;
  const weight = type === 'pool' ? everyChannel(layer.weight, channels) : layer.weight;
  const [outputs, perGroup, ...kernel] = weight.shape as [number, number, number, number];
  if (outputs % groups !== 0 || perGroup * groups !== channels) fail('S935', { found: `channels by weights ${printShape(weight.shape)} in ${groups} groups`, wanted: `the layer before has ${channels} channels` }, where);
  const padding: Padding4 = [layer.padding[0], layer.padding[1], layer.padding[0], layer.padding[1]];
  const [, ...plane] = slidShape(source.shape, { kernel, stride, padding, dilation });
  const made = [outputs, ...plane];
  if (!(plane[0]! >= 1 && plane[1]! >= 1) || printShape(planeShape(shape)) !== printShape(made)) fail('S935', { found: printShape(made), wanted: `its shape says ${printShape(planeShape(shape))}` }, where);
  const name = `${type}_${index}`;
  const population = addPopulation(draft, name, shape, neuronOf(cell, shape, where), cell, where);
  connect(draft, `${name}_in`, source, population, slidingLinks({ weight, stride, padding, dilation, groups }, { delay, where, diagnostics: draft.diagnostics }));
}

function everyChannel({ shape, data }: SlidingLayer['weight'], channels: number): SlidingLayer['weight'] {
  return { shape: [channels, ...shape.slice(1)], data: Float32Array.from({ length: channels * data.length }, (_, index) => data[index % data.length]!) };
}

/** Its neurons sum up the means of what arrives, so that the one of the most spikes is the highest. */
function addAverage(draft: Draft, { index, outputs }: AverageLayer, where: Where): void {
  const source = draft.populations.at(-1) ?? fail('S932', { what: 'its input', found: 'missing', wanted: 'a layer before it' }, where);
  const neurons = neuronCount(source);
  if (neurons % outputs !== 0) fail('S935', { found: `${outputs} means`, wanted: `the layer before has ${neurons} neurons, which they do not divide` }, where);
  const each = neurons / outputs;
  const offsets = Int32Array.from({ length: neurons + 1 }, (_, neuron) => neuron);
  const link: Link = {
    kind: 'sparse', size: outputs, offsets, destinations: Int32Array.from({ length: neurons }, (_, neuron) => Math.floor(neuron / each)), values: new Float32Array(neurons).fill(1 / each), bias: null, delay: 0,
  };
  const population = addPopulation(draft, `average_${index}`, [outputs], integrateAndFire({ sends: 'potential', reset: 'none' }), null, where);
  connect(draft, `average_${index}_in`, source, population, [link]);
}
