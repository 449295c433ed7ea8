import { VERSION } from '../../../grammar/parse.ts';
import { print } from '../../../grammar/printer.ts';
import type { ClauseSyntax, ListSyntax, PopulationSyntax, ProjectionSyntax, StatementSyntax, ValueSyntax } from '../../../grammar/syntax.ts';
import type { Network, Neuron, Parameter, Population, Projection, SpikingNeuron, SumWindow } from '../../ir/network.ts';
import { elementType, type Tensor } from '../../ir/tensor.ts';
import { shortest, timeText } from './decimals.ts';
import { PROJECTION_WORDS } from './projections.ts';
import { callSyntax, fileSyntax, listSyntax, nameSyntax, NOWHERE, numbersSyntax, numberSyntax, stringSyntax } from './syntax-of.ts';

export interface PrintOptions {
  /** Name by which the text refers to its side file, such as "mnist.npz". */
  readonly sideFile: string;
  /** Tensors of more values than this go to the side file; 64 when not given, Infinity for a text that stands alone. */
  readonly inlineLimit?: number;
}

export interface Printed {
  readonly text: string;
  /** What the side file must hold, by name; empty when everything is in the text. */
  readonly tensors: ReadonlyMap<string, Tensor>;
}

/** Network of any stage -> text that reads back equal, bit for bit. Arguments at their default are left out. */
export function printSynet(network: Network, { sideFile, inlineLimit = 64 }: PrintOptions): Printed {
  const tensors = new Map<string, Tensor>();
  const place: PlaceTensor = (name, tensor) => {
    if (tensor.data.length <= inlineLimit) return inlineTensor(tensor);
    tensors.set(name, tensor);
    return fileSyntax(sideFile, name);
  };
  const statements: StatementSyntax[] = [
    ...settings(network),
    ...network.populations.map((population) => populationSyntax(population, place)),
    { kind: 'output', population: nameSyntax(network.output.population), readout: nameSyntax(network.output.readout), span: NOWHERE },
    ...network.projections.map((projection) => projectionSyntax(projection, place)),
  ];
  const header = {
    name: nameSyntax(network.name),
    stage: network.stage === 'network' ? null : nameSyntax(network.stage),
    bits: network.bits === null ? null : numberSyntax(network.bits),
  };
  return { text: print({ version: numberSyntax(VERSION), network: { ...header, statements, span: NOWHERE }, span: NOWHERE }), tensors };
}

/** Decides between text and side file; `name` is that of the tensor in the side file. */
type PlaceTensor = (name: string, tensor: Tensor) => ValueSyntax;

function settings({ timesteps, dt_s }: Network): StatementSyntax[] {
  const found: StatementSyntax[] = [];
  if (timesteps !== null) found.push({ kind: 'timesteps', value: numberSyntax(timesteps), span: NOWHERE });
  if (dt_s !== null) {
    const { text, unit } = timeText(dt_s);
    found.push({ kind: 'dt', value: numberSyntax(text, unit), span: NOWHERE });
  }
  return found;
}

function populationSyntax({ name, shape, neuron, scale }: Population, place: PlaceTensor): PopulationSyntax {
  const clauses: ClauseSyntax[] = [];
  if (neuron.kind === 'input' && neuron.levels) {
    const { scale: step, low, high } = neuron.levels;
    const value = callSyntax('levels', { scale: numberSyntax(step), low: numberSyntax(low), high: numberSyntax(high) });
    clauses.push({ kind: 'levels', value, span: NOWHERE });
  }
  if (scale) clauses.push({ kind: 'scale', value: place(`${name}.scale`, vectorTensor(scale)), span: NOWHERE });
  const kind = neuron.kind === 'input' ? 'input' : 'population';
  return { kind, name: nameSyntax(name), shape: numbersSyntax(shape), model: neuronSyntax(name, neuron, place), clauses, span: NOWHERE };
}

function neuronSyntax(name: string, neuron: Neuron, place: PlaceTensor): PopulationSyntax['model'] {
  switch (neuron.kind) {
    case 'input': return callSyntax(neuron.coding);
    case 'linear': return callSyntax('linear');
    case 'relu': return callSyntax('relu', { ceiling: neuron.ceiling === null ? null : numberSyntax(neuron.ceiling) });
    case 'if':
    case 'lif': return spikingSyntax(name, neuron, place);
  }
}

function spikingSyntax(name: string, neuron: SpikingNeuron, place: PlaceTensor): PopulationSyntax['model'] {
  const parameter = (what: string, value: Parameter): ValueSyntax =>
    typeof value === 'number' ? numberSyntax(value) : place(`${name}.${what}`, vectorTensor(value));
  const { kind, decay, threshold, reset, resetValue, compare, initial } = neuron;
  return callSyntax(kind, {
    decay: kind === 'if' && decay === 1 ? null : parameter('decay', decay),
    threshold: parameter('threshold', threshold),
    reset: reset === 'subtract' ? null : callSyntax(reset),
    resetValue: Object.is(resetValue, 0) ? null : numberSyntax(resetValue),
    compare: compare === '>=' ? null : stringSyntax(compare),
    initial: Object.is(initial, 0) ? null : parameter('initial', initial),
  });
}

function projectionSyntax(projection: Projection, place: PlaceTensor): ProjectionSyntax {
  const { name, source, destination, delay } = projection;
  const clauses: ClauseSyntax[] = delay === 0 ? [] : [{ kind: 'delay', value: numberSyntax(delay), span: NOWHERE }];
  const ends = { name: nameSyntax(name), source: nameSyntax(source), destination: nameSyntax(destination) };
  return { kind: 'projection', ...ends, model: modelSyntax(projection, place), clauses, span: NOWHERE };
}

function modelSyntax(projection: Projection, place: PlaceTensor): ProjectionSyntax['model'] {
  const named = (what: string, values: Float32Array): ValueSyntax => place(`${projection.name}.${what}`, vectorTensor(values));
  const word = Object.entries(PROJECTION_WORDS).find(([, kind]) => kind === projection.kind)![0];
  switch (projection.kind) {
    case 'one-to-one': return callSyntax(word);
    case 'padding': return callSyntax(word, { padding: numbersSyntax(projection.padding) });
    case 'pooling': {
      const { method, kernel, stride, padding, countPadding } = projection;
      return callSyntax(word, {
        method: callSyntax(method), kernel: numbersSyntax(kernel), stride: unless(stride, 1), padding: unless(padding, 0),
        countPadding: countPadding ? null : callSyntax('false'),
      });
    }
    case 'batch-norm': {
      const { gamma, beta, mean, variance, epsilon } = projection;
      return callSyntax(word, {
        gamma: named('gamma', gamma), beta: named('beta', beta), mean: named('mean', mean), variance: named('variance', variance),
        epsilon: numberSyntax(epsilon),
      });
    }
    case 'dense':
    case 'convolution': {
      const weights = place(`${projection.name}.weights`, projection.weights);
      const bias = projection.bias && named('bias', projection.bias);
      const window = projection.window && windowSyntax(projection.window);
      if (projection.kind === 'dense') return callSyntax(word, { weights, bias, window });
      const { stride, padding, dilation, groups } = projection;
      return callSyntax(word, {
        weights, bias, stride: unless(stride, 1), padding: unless(padding, 0), dilation: unless(dilation, 1),
        groups: groups === 1 ? null : numberSyntax(groups), window,
      });
    }
  }
}

function windowSyntax({ kernel, stride, padding }: SumWindow): ValueSyntax {
  return callSyntax('sum', { kernel: numbersSyntax(kernel), stride: unless(stride, 1), padding: unless(padding, 0) });
}

/** null when all values are the default. */
function unless(values: readonly number[], fallback: number): ValueSyntax | null {
  return values.every((value) => value === fallback) ? null : numbersSyntax(values);
}

function vectorTensor(values: Float32Array): Tensor {
  return { shape: [values.length], data: values };
}

/** f32 is what is read when no type is stated; vectors and matrices are written as lists, more dimensions with their shape before them. */
function inlineTensor({ shape, data }: Tensor): ValueSyntax {
  const name = elementType(data);
  const values = name === 'f32' ? Float64Array.from(data, shortest) : Float64Array.from(data);
  const flat = shape.length > 2;
  const content = shape.length === 2 ? rowsOf(values, shape[0]!, shape[1]!) : numbersSyntax(values);
  if (name === 'f32' && !flat) return content;
  return { kind: 'tensor', type: nameSyntax(name), shape: flat ? numbersSyntax(shape) : null, content, span: NOWHERE };
}

function rowsOf(values: Float64Array, rows: number, columns: number): ListSyntax {
  return listSyntax(Array.from({ length: rows }, (_, row) => numbersSyntax(values.subarray(row * columns, (row + 1) * columns))));
}
