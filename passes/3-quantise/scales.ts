import { diagnose, type Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { isLevel, rangeOf, type LevelRange, type WeightLevels } from '../../src/ir/levels.ts';
import { channelCount, isPlain, isSpiking, isSynaptic, type Network, type Population, type SynapticProjection } from '../../src/ir/network.ts';
import { gridScales } from './grids.ts';
import { hiddenGrid } from '../../src/calibrate/hidden-grid.ts';
import { channelOfRow, rowsOf } from './levels.ts';
import { leastSquaresScale } from './scale-search.ts';

/**
 * `maximum`: the largest weight gets the largest level. `least-squares`: the scale of least squared rounding error, larger
 * weights being clipped; at 2 bits this is the difference between a working and a random network. `auto`: least squares below 4 bits.
 */
export type ScaleRule = 'auto' | 'maximum' | 'least-squares';

/** How scales are chosen, and whether each channel has one or all of a population share it (`per tensor`). */
export interface ScaleChoice {
  readonly rule: ScaleRule;
  readonly per: 'channel' | 'population';
}

/** Value of a level of a channel whose weights are all 0, where no level is: so little that it does not count, and thresholds in levels are still far below the largest f32. */
const NEXT_TO_NOTHING = 2 ** -32;

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
  /** Whether all channels must have one scale. */
  readonly shared: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The levels that the file gives where it gives some (S554 otherwise), whole numbers for Loihi neurons (S553), levels that all weights of a
 * channel stand on without the file saying so, else by `rule`.
 * @param evenCompared one scale a channel even where potentials are compared: they stay in physical units then
 */
export function scalesOf(network: Network, population: Population, incoming: readonly Incoming[], levels: WeightLevels, { rule, per }: ScaleChoice, evenCompared = false): Scales {
  if (population.neuron.kind === 'loihi-lif') {
    return { scales: new Float64Array(channelCount(population)).fill(1), physical: false, shared: true, diagnostics: incoming.flatMap((one) => refuseBroken(one, population, levels)) };
  }
  const compared = sharesScale(network, population);
  const shared = per === 'population' || (compared && !evenCompared);
  const { scales, diagnostics } = gridScales(population, incoming, levels);
  if (scales) return { scales, physical: compared && scales.some((scale) => scale !== scales[0]), shared: false, diagnostics };
  return { scales: fittedScales(population, incoming, levels, rule, shared), physical: compared && !shared, shared, diagnostics };
}

/** Loihi adds whole numbers: the weights themselves must be levels. */
function refuseBroken({ projection, inputScale }: Incoming, population: Population, levels: WeightLevels): readonly Diagnostic[] {
  const { most, rise } = rangeOf(levels);
  const values = projection.weights.data as Float32Array;
  const at = values.findIndex((weight) => !Number.isInteger(weight) || Math.abs(weight) > most || !isLevel(weight, rise));
  if (inputScale === 1 && at < 0) return [];
  const reason = inputScale === 1 ? `holds the weight ${values[at]}` : `carries values in steps of ${Number(inputScale.toPrecision(3))} ("${projection.source}" is an input of coding current)`;
  return [diagnose('S553', { projection: projection.name, population: population.name, reason, most, bits: levels.bits }, projection.origin)];
}

/** Whether a rule looks for the scale of least squared rounding error. */
export function searchesScales(rule: ScaleRule, bits: number): boolean {
  return rule === 'least-squares' || (rule === 'auto' && bits < 4);
}

/** Which of the scales a row of weights has. */
type Slot = (projection: SynapticProjection) => (row: number) => number;

function fittedScales(population: Population, incoming: readonly Incoming[], levels: WeightLevels, rule: ScaleRule, shared: boolean): Float64Array {
  const channels = channelCount(population);
  const slot: Slot = (projection) => (shared ? () => 0 : channelOfRow(projection, population));
  const peaks = new Float64Array(shared ? 1 : channels);
  forEachRow(incoming, slot, (at, values, inputScale) => { peaks[at] = Math.max(peaks[at]!, largestSize(values) * inputScale); });
  const range = rangeOf(levels);
  const widest = peaks.map((peak) => peak / range.most || (range.rise === 'mid-tread' ? 1 : NEXT_TO_NOTHING));
  const plain = isSpiking(population.neuron) && isPlain(population.neuron);
  const hidden = hiddenScales(incoming, slot, widest.length, range, plain);
  const searches = searchesScales(rule, levels.bits) && hidden.some((scale) => scale === null);
  const fitted = searches ? leastSquares(incoming, slot, widest, range) : widest;
  const scales = fitted.map((scale, at) => hidden[at] ?? scale);
  return shared ? new Float64Array(channels).fill(scales[0]!) : scales;
}

/**
 * Scales of levels that the file does not name; where the device has room for twice, three times .. as many levels, all are divided by that,
 * so that its range is used. By a power of two where potentials stay in physical units: a value that was exact in binary stays so.
 */
function hiddenScales(incoming: readonly Incoming[], slot: Slot, slots: number, range: LevelRange, plain: boolean): readonly (number | null)[] {
  const rows = Array.from({ length: slots }, (): (readonly [ArrayLike<number>, number])[] => []);
  forEachRow(incoming, slot, (at, values, inputScale) => { rows[at]!.push([values, inputScale]); });
  const grids = rows.map((weights) => hiddenGrid(weights, range.most, range.rise));
  const times = range.most / grids.reduce((largest, grid) => Math.max(largest, grid?.largest ?? 0), 1);
  const room = roomIn(times, range, plain);
  return grids.map((grid) => grid && grid.scale / room);
}

/** Odd levels stay odd when they are multiplied by an odd number. */
function roomIn(times: number, { rise }: LevelRange, plain: boolean): number {
  if (rise === 'mid-rise') return plain ? 2 * Math.floor((times + 1) / 2) - 1 : 1;
  return plain ? Math.floor(times) : 2 ** Math.floor(Math.log2(times));
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

function largestSize(values: ArrayLike<number>): number {
  let largest = 0;
  for (let index = 0; index < values.length; index++) largest = Math.max(largest, Math.abs(values[index]!));
  return largest;
}

function leastSquares(incoming: readonly Incoming[], slot: Slot, widest: Float64Array, range: LevelRange): Float64Array {
  const sizes = weightSizes(incoming, slot, widest.length);
  return widest.map((scale, at) => leastSquaresScale(sizes[at]!, scale, range));
}

/** Sizes of the weights that share each scale. */
function weightSizes(incoming: readonly Incoming[], slot: Slot, slots: number): readonly Float64Array[] {
  const counts = new Int32Array(slots);
  forEachRow(incoming, slot, (at, values) => { counts[at]! += values.length; });
  const sizes = Array.from(counts, (count) => new Float64Array(count));
  const filled = new Int32Array(slots);
  forEachRow(incoming, slot, (at, values, inputScale) => {
    const own = sizes[at]!;
    let to = filled[at]!;
    for (let index = 0; index < values.length; index++) own[to++] = Math.abs(values[index]! * inputScale);
    filled[at] = to;
  });
  return sizes;
}

function forEachRow(incoming: readonly Incoming[], slot: Slot, visit: (at: number, values: ArrayLike<number>, inputScale: number) => void): void {
  for (const { projection, inputScale } of incoming) {
    const { data } = projection.weights;
    const { rows, start } = rowsOf(projection);
    const at = slot(projection);
    for (let row = 0; row < rows; row++) visit(at(row), data.subarray(start(row), start(row + 1)), inputScale);
  }
}
