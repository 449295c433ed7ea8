import { diagnose, type Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { channelCount, isPlain, isSpiking, isSynaptic, type Network, type Population, type SynapticProjection } from '../../src/ir/network.ts';
import { gridScales } from './grids.ts';
import { hiddenGrid } from './hidden-grid.ts';
import { channelOfRow, largestLevel } from './levels.ts';

/**
 * `maximum`: the largest weight gets the largest level. `least-squares`: the scale of least squared rounding error, larger
 * weights being clipped; at 2 bits this is the difference between a working and a random network. `auto`: least squares below 4 bits.
 */
export type ScaleRule = 'auto' | 'maximum' | 'least-squares';

/** Candidates of the least-squares search, as shares of the `maximum` scale. */
const CLIPS = Array.from({ length: 46 }, (_, step) => 1 - 0.02 * step);

/** Weights that go into the scales of one population: a projection, and what one unit of its source stands for. */
export interface Incoming {
  readonly projection: SynapticProjection;
  readonly inputScale: number;
}

export interface Scales {
  /** The value of one level for each channel; 1 for a channel without weights. */
  readonly scales: Float64Array;
  /** Whether potentials are to stay in physical units, because plain neurons would need one scale for all channels and the file has others. */
  readonly physical: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The levels that the file gives where it gives some (S554 otherwise), whole numbers for Loihi neurons (S553), levels that all weights of a
 * channel stand on without the file saying so, else by `rule`.
 */
export function scalesOf(network: Network, population: Population, incoming: readonly Incoming[], bits: number, rule: ScaleRule): Scales {
  if (population.neuron.kind === 'loihi-lif') {
    return { scales: new Float64Array(channelCount(population)).fill(1), physical: false, diagnostics: incoming.flatMap((one) => refuseBroken(one, population, bits)) };
  }
  const shared = sharesScale(network, population);
  const { scales, diagnostics } = gridScales(population, incoming, bits);
  if (scales) return { scales, physical: shared && scales.some((scale) => scale !== scales[0]), diagnostics };
  return { scales: fittedScales(population, incoming, bits, rule, shared), physical: false, diagnostics };
}

/** Loihi adds whole numbers: the weights themselves must be levels. */
function refuseBroken({ projection, inputScale }: Incoming, population: Population, bits: number): readonly Diagnostic[] {
  const most = largestLevel(bits);
  const values = projection.weights.data as Float32Array;
  const at = values.findIndex((weight) => !Number.isInteger(weight) || Math.abs(weight) > most);
  if (inputScale === 1 && at < 0) return [];
  const reason = inputScale === 1 ? `holds the weight ${values[at]}` : `carries values ("${projection.source}" is an input of coding current)`;
  return [diagnose('S553', { projection: projection.name, population: population.name, reason, most, bits }, projection.origin)];
}

/** Which of the scales a row of weights has. */
type Slot = (projection: SynapticProjection) => (row: number) => number;

function fittedScales(population: Population, incoming: readonly Incoming[], bits: number, rule: ScaleRule, shared: boolean): Float64Array {
  const channels = channelCount(population);
  const slot: Slot = (projection) => (shared ? () => 0 : channelOfRow(projection, population));
  const peaks = new Float64Array(shared ? 1 : channels);
  for (const one of incoming) raisePeaks(one, slot(one.projection), peaks);
  const most = largestLevel(bits);
  const widest = peaks.map((peak) => peak / most || 1);
  const plain = isSpiking(population.neuron) && isPlain(population.neuron);
  const hidden = hiddenScales(incoming, slot, widest.length, most, plain);
  const searches = (rule === 'least-squares' || (rule === 'auto' && bits < 4)) && hidden.some((scale) => scale === null);
  const fitted = searches ? leastSquares(incoming, slot, widest, most) : widest;
  const scales = fitted.map((scale, at) => hidden[at] ?? scale);
  return shared ? new Float64Array(channels).fill(scales[0]!) : scales;
}

/**
 * Scales of levels that the file does not name; where the device has room for twice, three times .. as many levels, all are divided by that,
 * so that its range is used. By a power of two where potentials stay in physical units: a value that was exact in binary stays so.
 */
function hiddenScales(incoming: readonly Incoming[], slot: Slot, slots: number, most: number, plain: boolean): readonly (number | null)[] {
  const rows = Array.from({ length: slots }, (): (readonly [ArrayLike<number>, number])[] => []);
  for (const { projection, inputScale } of incoming) {
    const { shape, data } = projection.weights;
    const columns = data.length / shape[0]!;
    const at = slot(projection);
    for (let row = 0; row < shape[0]!; row++) rows[at(row)]!.push([data.subarray(row * columns, (row + 1) * columns), inputScale]);
  }
  const grids = rows.map((weights) => hiddenGrid(weights, most));
  const times = most / grids.reduce((largest, grid) => Math.max(largest, grid?.largest ?? 0), 1);
  const room = plain ? Math.floor(times) : 2 ** Math.floor(Math.log2(times));
  return grids.map((grid) => grid && grid.scale / room);
}

/** Projections with weights into a population. */
export function incomingOf(network: Network, population: Population): readonly Incoming[] {
  return network.projections.filter((projection): projection is SynapticProjection => projection.destination === population.name && isSynaptic(projection))
    .map((projection) => ({ projection, inputScale: inputScaleOf(network, projection) }));
}

/** What one input level stands for, when the source sends levels; 1 for spikes. */
function inputScaleOf(network: Network, { source }: SynapticProjection): number {
  const { neuron } = network.populations.find(({ name }) => name === source)!;
  return neuron.kind === 'input' && neuron.coding === 'current' ? neuron.levels!.scale : 1;
}

/** Where plain neurons count in levels, and potentials of different channels are compared or all reset to one potential that is not 0. */
function sharesScale({ output }: Network, { name, neuron }: Population): boolean {
  if (!isSpiking(neuron) || !isPlain(neuron)) return false;
  if (output.readout === 'membrane' && output.population === name) return true;
  return neuron.reset === 'hard' && neuron.resetValue !== 0;
}

function raisePeaks({ projection: { weights }, inputScale }: Incoming, slot: (row: number) => number, peaks: Float64Array): void {
  const columns = weights.data.length / weights.shape[0]!;
  for (let index = 0; index < weights.data.length; index++) {
    const at = slot(Math.floor(index / columns));
    peaks[at] = Math.max(peaks[at]!, Math.abs(weights.data[index]! * inputScale));
  }
}

function leastSquares(incoming: readonly Incoming[], slot: Slot, widest: Float64Array, most: number): Float64Array {
  const best = widest.slice();
  const least = new Float64Array(widest.length).fill(Infinity);
  for (const clip of CLIPS) {
    const scales = widest.map((scale) => scale * clip);
    const errors = new Float64Array(widest.length);
    for (const { projection, inputScale } of incoming) addErrors(projection, inputScale, slot(projection), scales, most, errors);
    errors.forEach((error, at) => {
      if (error >= least[at]!) return;
      least[at] = error;
      best[at] = scales[at]!;
    });
  }
  return best;
}

function addErrors({ weights }: SynapticProjection, inputScale: number, slot: (row: number) => number, scales: Float64Array, most: number, errors: Float64Array): void {
  const columns = weights.data.length / weights.shape[0]!;
  for (let row = 0; row < weights.shape[0]!; row++) {
    const scale = scales[slot(row)]!;
    let sum = 0;
    for (let index = row * columns; index < (row + 1) * columns; index++) {
      const size = Math.abs(weights.data[index]! * inputScale);
      sum += (size - scale * Math.min(most, Math.floor(size / scale + 0.5))) ** 2;
    }
    errors[slot(row)]! += sum;
  }
}
