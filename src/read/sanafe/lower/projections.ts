import { NO_PADDING, UNIT } from '../../../ir/geometry.ts';
import { freeName } from '../../../ir/names.ts';
import type { Projection, SparseProjection } from '../../../ir/network.ts';
import type { Origin, Span } from '../../../ir/origin.ts';
import { printable } from '../../../diagnostics/printable.ts';
import { geometryOf, kernelWeights, listSynapses, MOST_UNSTATED, synapseCount, type Geometry } from './convolutions.ts';
import { bySource, type Listed } from './csr.ts';
import type { Bundle, Draft, Hyperedge } from '../draft/draft.ts';
import type { Findings } from '../draft/findings.ts';
import { filled } from '../draft/growing.ts';
import type { PlannedGroup } from './plan.ts';

/** Timesteps from a spike to its arrival where an edge states no delay: SANA-FE updates somas first and carries messages then. */
export const TRANSPORT = 1;

/** Most synapses that a convolution is listed as where it cannot stay one. */
const MOST_LISTED = 2 ** 25;

/** Most entries of the tables that say where the synapses of each neuron begin, over all lists: a short text may ask for many of them. */
const MOST_OFFSETS = 2 ** 27;

/** Most different delays between two groups: each is a projection of its own. SANA-FE knows delays up to 5. */
const MOST_DELAYS = 64;

export interface LoweredEdges {
  readonly projections: readonly Projection[];
  /** Shapes of groups that a convolution sees as planes. */
  readonly shapes: ReadonlyMap<number, readonly number[]>;
}

/** All edges as projections, in the order of the file: convolutions and dense edges stay what they are, the others are lists of synapses. */
export function lowerEdges(draft: Draft, planned: readonly PlannedGroup[], findings: Findings): LoweredEdges {
  const byId = new Map(planned.map((one) => [one.group.id, one]));
  const shapes = new Map<number, readonly number[]>();
  const names = new Set<string>();
  const projections: Projection[] = [];
  let offsets = 0;
  const edges: readonly (Bundle | Hyperedge)[] = [...draft.bundles, ...draft.hyperedges].sort((a, b) => a.span.line - b.span.line || a.span.column - b.span.column);
  for (const edge of edges) {
    const [source, destination] = [byId.get(edge.source), byId.get(edge.destination)];
    if (!source || !destination) {
      for (const id of new Set([...(source ? [] : [edge.source]), ...(destination ? [] : [edge.destination])])) {
        findings.report('S944', { what: `group '${printable(draft.groupNames.list[id]!)}'`, has: 'an edge names it, and no group has the name' }, { span: edge.span });
      }
      continue;
    }
    if (destination.soma === 'input') findings.report('S947', { what: `an edge into the inputs '${printable(destination.group.name)}'`, reason: 'inputs send what the data say' }, { span: edge.span });
    const spend = (lists: number): boolean => (offsets += lists * (source.group.neurons + 1)) <= MOST_OFFSETS;
    const ends = { source, destination, spend };
    const base: Base = (delay) => ({
      name: freeName(`${source.population}_${destination.population}`, names), source: source.population, destination: destination.population, delay,
      origin: { file: findings.file, place: 'text' in edge ? edge.text : `edges ${printable(source.group.name)} -> ${printable(destination.group.name)}`, span: edge.span } satisfies Origin,
    });
    projections.push(...('text' in edge ? lowerHyperedge(edge, ends, base, shapes, findings) : lowerBundle(edge, ends, base, findings)));
  }
  return { projections, shapes };
}

interface Ends {
  readonly source: PlannedGroup;
  readonly destination: PlannedGroup;
  /** Takes so many lists of synapses from the budget. @returns false when it is used up */
  readonly spend: (lists: number) => boolean;
}

type Base = (delay: number) => Pick<Projection, 'name' | 'source' | 'destination' | 'delay' | 'origin'>;

function lowerBundle(bundle: Bundle, ends: Ends, base: Base, findings: Findings): Projection[] {
  const { source, destination } = ends;
  const { most } = bundle;
  const beyond = [[most.source, source.group, most.sourceSpan], [most.destination, destination.group, most.destinationSpan]] as const;
  const outside = beyond.filter(([neuron, { neurons }]) => neuron >= neurons);
  for (const [neuron, group, span] of outside) {
    findings.report('S944', { what: `neuron ${printable(group.name)}.${neuron}`, has: `group '${printable(group.name)}' has ${group.neurons} neurons` }, { span });
  }
  if (outside.length > 0) return [];
  const listed = { sources: filled(bundle.sources), destinations: filled(bundle.destinations), weights: filled(bundle.weights) };
  const delays = filled(bundle.delays);
  return byDelay(listed, delays.length === 0 ? null : (index) => delays[index] ?? 0, ends, base, findings, bundle.span);
}

/** One sparse projection for each delay. */
function byDelay(listed: Listed, delayOf: ((index: number) => number) | null, { source, destination, spend }: Ends, base: Base, findings: Findings, span: Span): SparseProjection[] {
  const what = `the edges from '${printable(source.group.name)}' to '${printable(destination.group.name)}'`;
  const make = (delay: number, takes?: (index: number) => boolean): SparseProjection => ({
    kind: 'sparse', ...base(delay + TRANSPORT), size: destination.group.neurons, ...bySource(listed, source.group.neurons, takes), bias: null,
  });
  const delays = new Set<number>();
  if (delayOf) for (let i = 0; i < listed.sources.length && delays.size <= MOST_DELAYS; i++) delays.add(delayOf(i));
  if (delays.size > MOST_DELAYS) {
    findings.report('S945', { what: `${what} have more than ${MOST_DELAYS} different delays`, most: MOST_DELAYS }, { span });
    return [];
  }
  if (!spend(Math.max(1, delays.size))) {
    findings.report('S945', { what: `${what} need tables for each neuron that, with those of all edges, have too many entries`, most: MOST_OFFSETS }, { span });
    return [];
  }
  if (!delayOf) return [make(0)];
  return [...delays].sort((a, b) => a - b).map((delay) => make(delay, (index) => delayOf(index) === delay));
}

function lowerHyperedge(edge: Hyperedge, ends: Ends, base: Base, shapes: Map<number, readonly number[]>, findings: Findings): readonly Projection[] {
  switch (edge.type) {
    case 'dense': return lowerDense(edge, ends, base, findings);
    case 'sparse': return lowerSparse(edge, ends, base, findings);
    case 'conv2d': {
      const geometry = geometryOf(edge, ends.source.group, ends.destination.group, findings);
      return geometry ? lowerConvolution(edge, geometry, ends, base, shapes, findings) : [];
    }
    default:
      findings.report('S949', { edge: edge.text, reason: edge.type === '' ? "it states no 'type'" : `type '${printable(edge.type)}' is not known; conv2d, dense and sparse are` }, { span: edge.span });
      return [];
  }
}

function lowerConvolution(edge: Hyperedge, geometry: Geometry, ends: Ends, base: Base, shapes: Map<number, readonly number[]>, findings: Findings): readonly Projection[] {
  const { source, destination } = ends;
  const { channels, height, width, kernels, kernelHeight, kernelWidth, strideY, strideX, outHeight, outWidth } = geometry;
  const delay = uniformDelay(edge.delays, kernels * channels * kernelHeight * kernelWidth);
  if (delay !== null && claim(shapes, source.group.id, [channels, height, width]) && claim(shapes, destination.group.id, [kernels, outHeight, outWidth])) {
    return [{
      kind: 'convolution', ...base(delay + TRANSPORT), weights: { shape: [kernels, channels, kernelHeight, kernelWidth], data: kernelWeights(geometry, edge.weights) }, bias: null,
      stride: [strideY, strideX], padding: NO_PADDING, dilation: UNIT, groups: 1, window: null,
    }];
  }
  if (synapseCount(geometry) > MOST_LISTED) {
    findings.report('S945', { what: `${edge.text} has delays of its own, or planes that another edge sees otherwise, and so is listed as ${synapseCount(geometry)} synapses`, most: MOST_LISTED }, { span: edge.span });
    return [];
  }
  const listed = listSynapses(geometry, edge.weights);
  const { delays } = edge;
  return byDelay(listed, delays && ((index) => delays[listed.places[index]!]!), ends, base, findings, edge.span);
}

/** A group has one shape; false when it has another already. */
function claim(shapes: Map<number, readonly number[]>, group: number, shape: readonly number[]): boolean {
  const known = shapes.get(group);
  if (!known) shapes.set(group, shape);
  return !known || known.every((extent, axis) => extent === shape[axis]);
}

/** The delay of the first `count` entries; null when they differ. */
function uniformDelay(delays: Int32Array | null, count: number): number | null {
  if (!delays) return 0;
  const first = delays[0] ?? 0;
  for (let i = 1; i < count; i++) if (delays[i] !== first) return null;
  return first;
}

function lowerDense(edge: Hyperedge, ends: Ends, base: Base, findings: Findings): readonly Projection[] {
  const { source, destination } = ends;
  const [inputs, outputs] = [source.group.neurons, destination.group.neurons];
  const count = inputs * outputs;
  const short = [edge.weights, edge.delays].find((list) => list && list.length < count);
  if (short || (!edge.weights && count > MOST_UNSTATED)) {
    findings.report('S949', { edge: edge.text, reason: `it needs ${inputs} x ${outputs} = ${count} values in each list and has ${short?.length ?? 0}` }, { span: edge.span });
    return [];
  }
  const weights = edge.weights ?? new Float32Array(count);
  const delay = uniformDelay(edge.delays, count);
  if (delay !== null) return [{ kind: 'dense', ...base(delay + TRANSPORT), weights: { shape: [outputs, inputs], data: transposed(weights, inputs, outputs) }, bias: null, window: null }];
  const delays = edge.delays!;
  const listed = { sources: new Int32Array(count), destinations: new Int32Array(count), weights };
  for (let i = 0; i < count; i++) {
    listed.sources[i] = Math.floor(i / outputs);
    listed.destinations[i] = i % outputs;
  }
  return byDelay(listed, (index) => delays[index]!, ends, base, findings, edge.span);
}

/** [inputs, outputs] as [outputs, inputs]. */
function transposed(listed: Float32Array, inputs: number, outputs: number): Float32Array {
  const weights = new Float32Array(inputs * outputs);
  for (let input = 0; input < inputs; input++) for (let output = 0; output < outputs; output++) weights[output * inputs + input] = listed[input * outputs + output]!;
  return weights;
}

function lowerSparse(edge: Hyperedge, ends: Ends, base: Base, findings: Findings): readonly Projection[] {
  const { source, destination } = ends;
  const refuse = (reason: string): readonly Projection[] => {
    findings.report('S949', { edge: edge.text, reason }, { span: edge.span });
    return [];
  };
  const { pairs } = edge;
  if (!pairs) return refuse("it states no 'source_target_pairs'");
  const count = pairs.length / 2;
  for (const list of [edge.weights, edge.delays]) if (list && list.length !== count) return refuse(`it has ${count} pairs and ${list.length} values in a list`);
  const listed = { sources: new Int32Array(count), destinations: new Int32Array(count), weights: edge.weights ?? new Float32Array(count) };
  for (let i = 0; i < count; i++) {
    const [from, to] = [pairs[2 * i]!, pairs[2 * i + 1]!];
    if (from >= source.group.neurons || to >= destination.group.neurons) return refuse(`pair [${from}, ${to}] names neurons beyond ${source.group.neurons} and ${destination.group.neurons}`);
    listed.sources[i] = from;
    listed.destinations[i] = to;
  }
  const { delays } = edge;
  return byDelay(listed, delays && ((index) => delays[index]!), ends, base, findings, edge.span);
}
