import type { Configuration, ConfiguredNeurons } from '../../../src/ir/configuration.ts';
import { isPlain, parameterAt, type IntegrateAndFire, type Parameter } from '../../../src/ir/network.ts';
import type { NonIdealities } from '../../../src/ir/non-idealities.ts';
import type { Target } from '../../../src/ir/target.ts';
import { length } from '../../../src/ir/unrolled.ts';
import { programCrossbar } from '../crossbar/program-crossbar.ts';

/** Weights of one crossbar as its columns see them, row-major. */
interface Crossbar {
  readonly rows: number;
  readonly columns: number;
  readonly weights: Float32Array;
}

export interface NaiveRun {
  /** Spikes of each population, [timestep, neuron]. */
  readonly trains: readonly Uint8Array[];
  /** Potentials after the last timestep. */
  readonly potentials: readonly Float64Array[];
  /** Least distance of any potential from its threshold. */
  readonly margin: number;
}

/**
 * One sample on crossbars with written-once effects, added up in f64 straight from the tables of a configuration whose populations
 * do not form cycles: every application reads the columns of its crossbar for the rows that the population's axons drive.
 */
export function runNaively(configuration: Configuration, target: Target, effects: NonIdealities, seed: number, sample: Float32Array): NaiveRun {
  const { populations, timesteps } = configuration;
  const crossbars = programNaively(configuration, target, effects, seed);
  const trains = populations.map(({ features, positions }) => new Uint8Array(timesteps * features * positions));
  const potentials = populations.map(({ features, positions }) => new Float64Array(features * positions));
  const values = valuesOf(configuration, sample);
  let margin = Infinity;
  for (const [population] of configuration.schedule) {
    const neurons = populations[population!]!;
    if (neurons.kind === 'input') continue;
    const count = neurons.features * neurons.positions;
    potentials[population!]!.forEach((_, neuron, all) => { all[neuron] = parameterAt(plainOf(neurons).initial, neurons.shape, neuron); });
    for (let t = 0; t < timesteps; t++) {
      const sums = sumsAt(configuration, crossbars, population!, t, trains, values);
      for (let neuron = 0; neuron < count; neuron++) {
        const charged = parameterAt(plainOf(neurons).decay as Parameter, neurons.shape, neuron) * potentials[population!]![neuron]! + sums[neuron]! + neurons.bias[neurons.bias.length === neurons.features ? Math.floor(neuron / neurons.positions) : neuron]!;
        margin = Math.min(margin, Math.abs(charged - parameterAt(plainOf(neurons).threshold, neurons.shape, neuron)));
        const [potential, fired] = fire(neurons, neuron, charged);
        potentials[population!]![neuron] = potential;
        trains[population!]![t * count + neuron] = Number(fired);
      }
    }
  }
  return { trains, potentials, margin };
}

function plainOf({ neuron }: ConfiguredNeurons): IntegrateAndFire {
  if (!isPlain(neuron)) throw new Error('only plain neurons');
  return neuron;
}

function fire(neurons: ConfiguredNeurons, neuron: number, charged: number): [potential: number, fired: boolean] {
  const threshold = parameterAt(plainOf(neurons).threshold, neurons.shape, neuron);
  const fires = plainOf(neurons).compare === '>=' ? charged >= threshold : charged > threshold;
  if (!fires) return [charged, false];
  return [plainOf(neurons).reset === 'hard' ? (plainOf(neurons).resetValue as number) : charged - threshold, true];
}

/** What current-coded inputs send in every step, by neuron number. */
function valuesOf({ populations }: Configuration, sample: Float32Array): Float64Array {
  const last = populations[populations.length - 1]!;
  const values = new Float64Array(last.firstNeuron + last.features * last.positions);
  let column = 0;
  for (const population of populations) {
    if (population.kind !== 'input') continue;
    const { scale, low, high } = population.levels!;
    for (let i = 0; i < population.features; i++) values[population.firstNeuron + i] = Math.min(high, Math.max(low, Math.round(sample[column++]! / scale)));
  }
  return values;
}

function sumsAt(
  configuration: Configuration, crossbars: ReadonlyMap<string, Crossbar>, population: number, t: number, trains: readonly Uint8Array[], values: Float64Array,
): Float64Array {
  const { applications, units, populations, style } = configuration;
  const { features, positions } = populations[population]!;
  const sums = new Float64Array(features * positions);
  const driven = drivenRows(configuration, population, t, trains, values);
  applications.unit.forEach((unitIndex, application) => {
    const unit = units[unitIndex]!;
    if (unit.population !== population || !unit.synapses) return;
    const core = applications.core[application]!;
    const { columns, weights } = crossbars.get(`${core} ${applications.crossbar[application]}`)!;
    const rows = driven.get(style === 'column-per-neuron' ? `core ${core}` : `application ${application}`)!;
    let root = application;
    while (applications.sum[root]! >= 0) root = applications.sum[root]!;
    for (let column = 0; column < length(unit.columns); column++) {
      let sum = 0;
      for (const [row, input] of rows) sum += input * weights[row * columns + applications.column[application]! + column]!;
      sums[(unit.columns.start + column) * positions + applications.position[root]!]! += sum;
    }
  });
  return sums;
}

/** Input on every row that the axons of a population's applications drive: by core (rows are addresses) or by application. */
function drivenRows(configuration: Configuration, population: number, t: number, trains: readonly Uint8Array[], values: Float64Array): Map<string, Map<number, number>> {
  const { applications, addresses, units, populations, style } = configuration;
  const sent = (axon: number, step: number): number => {
    if (step < 0) return 0;
    const source = populations.findIndex(({ firstNeuron, features, positions }) => axon >= firstNeuron && axon < firstNeuron + features * positions);
    const { kind, firstNeuron, features, positions } = populations[source]!;
    return kind === 'input' ? values[axon]! : trains[source]![step * features * positions + axon - firstNeuron]!;
  };
  const driven = new Map<string, Map<number, number>>();
  applications.unit.forEach((unitIndex, application) => {
    if (units[unitIndex]!.population !== population || !units[unitIndex]!.synapses) return;
    const core = applications.core[application]!;
    const key = style === 'column-per-neuron' ? `core ${core}` : `application ${application}`;
    if (!driven.has(key)) driven.set(key, new Map());
    for (let i = applications.rowOffsets[application]!; i < applications.rowOffsets[application + 1]!; i++) {
      if (applications.rows[i]! < 0) continue;
      const address = addresses.coreOffsets[core]! + applications.rows[i]!;
      const row = style === 'column-per-neuron' ? applications.rows[i]! : i - applications.rowOffsets[application]!;
      let input = 0;
      for (let k = addresses.axonOffsets[address]!; k < addresses.axonOffsets[address + 1]!; k++) input += sent(addresses.axons[k]!, t - addresses.delays[address]!);
      driven.get(key)!.set(row, input);
    }
  });
  return driven;
}

function programNaively(configuration: Configuration, target: Target, effects: NonIdealities, seed: number): ReadonlyMap<string, Crossbar> {
  const { applications, addresses, units, blocks, style, bits } = configuration;
  const levels = new Map<string, { core: number; crossbar: number; rows: number; columns: number; highest: number[]; cells: [row: number, column: number, level: number][] }>();
  applications.unit.forEach((unitIndex, application) => {
    const { synapses, columns: range } = units[unitIndex]!;
    if (!synapses) return;
    const [core, crossbar] = [applications.core[application]!, applications.crossbar[application]!];
    const key = `${core} ${crossbar}`;
    const perGroup = length(synapses.rows);
    const rows = style === 'column-per-neuron' ? addresses.coreOffsets[core + 1]! - addresses.coreOffsets[core]! : length(synapses.groups) * perGroup;
    const found = levels.get(key) ?? { core, crossbar, rows, columns: 0, highest: [], cells: [] };
    levels.set(key, found);
    const first = applications.column[application]!;
    found.columns = Math.max(found.columns, first + length(range));
    const { levels: tensor, lists, rowsPerGroup, columnsPerGroup, bits: own = bits, rise } = blocks[synapses.block]!;
    for (let column = 0; column < length(range); column++) found.highest[first + column] = rise === 'mid-rise' ? 2 ** own - 1 : 2 ** (own - 1) - 1;
    if (lists) {
      const position = applications.position[application]!;
      const all = [synapses.block, ...(synapses.also ?? [])].flatMap((block) => [...blocks[block]!.levels.data.slice(blocks[block]!.lists![position], blocks[block]!.lists![position + 1])]);
      all.slice(synapses.rows.start, synapses.rows.end).forEach((level, r) => found.cells.push([applications.rows[applications.rowOffsets[application]! + r]!, first, level]));
      return;
    }
    for (let feature = range.start; feature < range.end; feature++) {
      const group = Math.floor(feature / columnsPerGroup) - synapses.groups.start;
      for (let r = 0; r < perGroup; r++) {
        const unitRow = group * perGroup + r;
        const row = style === 'column-per-neuron' ? applications.rows[applications.rowOffsets[application]! + unitRow]! : unitRow;
        if (row >= 0) found.cells.push([row, first + feature - range.start, tensor.data[feature * rowsPerGroup + synapses.rows.start + r]!]);
      }
    }
  });
  return new Map([...levels].map(([key, { core, crossbar, rows, columns, highest, cells }]) => {
    const matrix = new Float64Array(rows * columns);
    for (const [row, column, level] of cells) matrix[row * columns + column] = level;
    return [key, { rows, columns, weights: programCrossbar(matrix, rows, columns, Float64Array.from({ length: columns }, (_, column) => highest[column] ?? 1), target.device!, effects, { seed, core, crossbar }) }];
  }));
}
