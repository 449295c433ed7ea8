import { TEXT_LIMIT_bytes, VERSION } from '../../../grammar/parse.ts';
import { print } from '../../../grammar/printer.ts';
import type { ClauseSyntax, PopulationSyntax, ProjectionSyntax, StatementSyntax } from '../../../grammar/syntax.ts';
import { neuronCount, type Network, type Neuron, type Population, type Projection } from '../../ir/network.ts';
import type { Tensor } from '../../ir/tensor.ts';
import { printFields } from './fields.ts';
import { inputSyntax, levelsCodec } from './inputs.ts';
import { NEURON_MODELS } from './neurons/models.ts';
import { placer, type Placer } from './place.ts';
import { PROJECTION_MODELS } from './projections/models.ts';
import { callSyntax, nameSyntax, NOWHERE, numbersSyntax, numberSyntax } from './syntax-of.ts';
import { textOfValues_bytes } from './text-size.ts';
import { time } from './values.ts';

export interface PrintOptions {
  /** Name by which the text refers to its side file, such as "mnist.npz". */
  readonly sideFile: string;
  /**
   * Tensors of more values than this go to the side file; 64 when not given, Infinity for a text that stands alone. Where that text would be
   * longer than the reader takes, it is 64 all the same.
   */
  readonly inlineLimit?: number;
}

export interface Printed {
  readonly text: string;
  /** What the side file must hold, by name; empty when everything is in the text. */
  readonly tensors: ReadonlyMap<string, Tensor>;
}

const INLINE_LIMIT = 64;

/** Network of any stage -> text that reads back equal, bit for bit. Arguments at their default are left out. */
export function printSynet(network: Network, { sideFile, inlineLimit = INLINE_LIMIT }: PrintOptions): Printed {
  if (inlineLimit <= INLINE_LIMIT) return printed(network, sideFile, inlineLimit);
  const alone = textOfValues_bytes(network) < TEXT_LIMIT_bytes ? printed(network, sideFile, inlineLimit) : null;
  return alone && Buffer.byteLength(alone.text) <= TEXT_LIMIT_bytes ? alone : printed(network, sideFile, INLINE_LIMIT);
}

function printed(network: Network, sideFile: string, inlineLimit: number): Printed {
  const tensors = new Map<string, Tensor>();
  const place = placer(tensors, sideFile, inlineLimit);
  const { name, stage, bits, output, populations, projections } = network;
  const statements: StatementSyntax[] = [
    ...settings(network),
    ...populations.map((population) => populationSyntax(population, place.inside(population.name))),
    { kind: 'output', population: nameSyntax(output.population), readout: nameSyntax(output.readout), span: NOWHERE },
    ...projections.map((projection) => projectionSyntax(projection, network, place.inside(projection.name))),
  ];
  const header = { name: nameSyntax(name), stage: stage === 'network' ? null : nameSyntax(stage), bits: bits === null ? null : numberSyntax(bits) };
  return { text: print({ version: numberSyntax(VERSION), network: { ...header, statements, broken: [], span: NOWHERE }, span: NOWHERE }), tensors };
}

function settings({ timesteps, dt_s, tau_s = null }: Network): StatementSyntax[] {
  return [
    ...(timesteps === null ? [] : [{ kind: 'timesteps' as const, value: numberSyntax(timesteps), span: NOWHERE }]),
    ...(dt_s === null ? [] : [{ kind: 'dt' as const, value: time(dt_s), span: NOWHERE }]),
    ...(tau_s === null ? [] : [{ kind: 'time_constant' as const, value: time(tau_s), span: NOWHERE }]),
  ];
}

function populationSyntax({ name, shape, neuron, scale }: Population, place: Placer): PopulationSyntax {
  const clauses: ClauseSyntax[] = [];
  if (neuron.kind === 'input' && neuron.levels) clauses.push({ kind: 'levels', value: levelsCodec.print(neuron.levels, place) as ReturnType<typeof callSyntax>, span: NOWHERE });
  if (scale) clauses.push({ kind: 'scale', value: place.inside('scale').tensor({ shape: [scale.length], data: scale }), span: NOWHERE });
  const kind = neuron.kind === 'input' ? 'input' : 'population';
  return { kind, name: nameSyntax(name), shape: numbersSyntax(shape), model: neuronSyntax(neuron, place), clauses, span: NOWHERE };
}

function neuronSyntax(neuron: Neuron, place: Placer): PopulationSyntax['model'] {
  if (neuron.kind === 'input') return inputSyntax(neuron, place);
  const { word, fields } = NEURON_MODELS.find(({ kind }) => kind === neuron.kind)!;
  return callSyntax(word, printFields(fields, neuron, place));
}

function projectionSyntax(projection: Projection, network: Network, place: Placer): ProjectionSyntax {
  const { name, source, destination, delay, receptor } = projection;
  const clauses: ClauseSyntax[] = [];
  if (delay !== 0) clauses.push({ kind: 'delay', value: numberSyntax(delay), span: NOWHERE });
  if (receptor) clauses.push({ kind: 'receptor', value: nameSyntax(receptor), span: NOWHERE });
  const { word, print: printBody } = PROJECTION_MODELS.find(({ kind }) => kind === projection.kind)!;
  const end = network.populations.find((population) => population.name === destination);
  const model = callSyntax(word, printBody(projection, place, end ? neuronCount(end) : 0));
  return { kind: 'projection', name: nameSyntax(name), source: nameSyntax(source), destination: nameSyntax(destination), model, clauses, span: NOWHERE };
}
