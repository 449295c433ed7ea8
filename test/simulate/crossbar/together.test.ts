import { describe, expect, test } from 'vitest';
import type { Configuration } from '../../../src/ir/configuration.ts';
import type { CellCurve } from '../../../src/ir/crossbar-case.ts';
import type { Dataset } from '../../../src/ir/dataset.ts';
import type { Network } from '../../../src/ir/network.ts';
import { IDEAL, type NonIdealities } from '../../../src/ir/non-idealities.ts';
import type { SomaCircuit } from '../../../src/ir/neuron-circuit.ts';
import type { Target } from '../../../src/ir/target.ts';
import type { Wires } from '../../../src/ir/wires.ts';
import { loadKernels } from '../../../src/kernels/load.ts';
import { bitSlices } from '../../../src/simulate/crossbar/bit-slices.ts';
import { METHODS } from '../../../src/simulate/crossbar/wires/methods.ts';
import { iterativeSolver } from '../../../src/simulate/crossbar/wires/iterative-solver.ts';
import { writeDevices } from '../../../src/simulate/crossbar/write-devices.ts';
import { costOfSolvedReads } from '../../../src/simulate/solved-cost.ts';
import { createEngine } from '../../../src/simulate/engine/engine.ts';
import { loadNonIdealities, loadTarget } from '../../../targets/load.ts';
import { CURRENT, dense, integrateAndFire, network, noise, population, samples, SPIKES } from '../../ir/build.ts';
import { configured, runEngine, samplesOf } from '../engine/configured.ts';
import { correlation, deviation, mean } from './statistics.ts';

const [ROWS, COLUMNS] = [12, 6];
const LARGEST = 127;
const WIRES: Wires = { driver_ohm: 1000, wireRow_ohm: 50, wireCol_ohm: 80, sense_ohm: 2000 };
const SINH = { sinh_V: 0.04 };
const CUBIC = { cubic_perV2: -20 };

const RRAM = loadTarget('rram-128').target;
/** Arrays that are used in part. */
const SMALL: Target = { ...RRAM, core: { ...RRAM.core, crossbars: { ...RRAM.core.crossbars!, rows: 16, columns: 9 } } };
const DEVICE = SMALL.device!;
const [OFF_S, SPAN_S] = [DEVICE.conductanceOff_S.value, DEVICE.conductanceOn_S.value - DEVICE.conductanceOff_S.value];
const READ_V = DEVICE.readVoltage_V.value;

/** Neurons that only add up: their potentials at the end are what the columns were, in levels. */
function adding(coding: Network['populations'][number]['neuron'], timesteps: number): Network {
  const weights = Array.from({ length: COLUMNS }, (_, column) => noise(ROWS, column + 1));
  return {
    ...network([population('x', [ROWS], coding), population('y', [COLUMNS], integrateAndFire({ threshold: 1e9 }))], [dense('x', 'y', weights)], { timesteps }),
    stage: 'spiking', output: { population: 'y', readout: 'membrane' },
  };
}

function levelsOf({ blocks }: Configuration): Float64Array {
  const { data } = blocks[0]!.levels;
  return Float64Array.from({ length: ROWS * COLUMNS }, (_, cell) => data[(cell % COLUMNS) * ROWS + Math.floor(cell / COLUMNS)]!);
}

/** Levels of the columns for levels on the rows, from the solvers of single crossbars. `full` levels are the read voltage. */
function solved(levels: Float64Array, effects: Partial<NonIdealities>, inputs: readonly number[], full: number, largest = LARGEST): number[] {
  const all = { ...IDEAL, ...effects };
  const { positive, negative, offset } = writeDevices(levels, ROWS, COLUMNS, new Float64Array(COLUMNS).fill(largest), DEVICE, all, { seed: 1, core: 0, crossbar: 0 });
  const { nonlinearity } = all;
  const [cell, gain]: [CellCurve, number] = nonlinearity === null ? [{ kind: 'linear' }, 1]
    : nonlinearity.sinh_V ? [{ kind: 'sinh', v0_V: nonlinearity.sinh_V }, (Math.sinh(READ_V / nonlinearity.sinh_V) * nonlinearity.sinh_V) / READ_V]
      : [{ kind: 'cubic', a_perV2: -nonlinearity.cubic_perV2! }, 1 + nonlinearity.cubic_perV2! * READ_V ** 2];
  const currents = (cells: (row: number, column: number) => number, columns: number, used: number): Float64Array => {
    const conductance_S = new Float64Array(16 * columns).fill(OFF_S / gain);
    for (let row = 0; row < ROWS; row++) for (let column = 0; column < used; column++) conductance_S[(row + 4) * columns + column] = cells(row, column) / gain;
    const inputs_V = Float64Array.from({ length: 16 }, (_, row) => (row < 4 ? 0 : (READ_V * inputs[row - 4]!) / full));
    const problem = { name: '', rows: 16, columns, conductance_S, vectors: 1, firstVector: 0, inputs_V, wires: WIRES, cell, silentRows: 'driven' } as const;
    const { reached, currents_A } = iterativeSolver(problem, METHODS.line.solve, 1e-12)(inputs_V);
    expect(reached).toBe(true);
    return currents_A;
  };
  const at = (side: Float64Array) => (row: number, column: number): number => side[row * COLUMNS + column]!;
  const perAmpere = (full * largest * (offset ? 2 : 1)) / (READ_V * SPAN_S);
  if (!offset) {
    const [plus, minus] = [currents(at(positive), 9, COLUMNS), currents(at(negative), 9, COLUMNS)];
    return Array.from({ length: COLUMNS }, (_, column) => perAmpere * (plus[column]! - minus[column]!));
  }
  const joined = currents((row, column) => (column < COLUMNS ? at(positive)(row, column) : negative[row * COLUMNS]!), 10, COLUMNS + 1);
  return Array.from({ length: COLUMNS }, (_, column) => perAmpere * (joined[column]! - joined[COLUMNS]!));
}

function close(found: readonly number[], wanted: readonly number[], tolerance = 1e-6): void {
  const largest = Math.max(...wanted.map(Math.abs));
  found.forEach((value, i) => expect(Math.abs(value - wanted[i]!) / largest, `${value} is not ${wanted[i]}`).toBeLessThan(tolerance));
}

const TRAINS: readonly (readonly number[])[] = Array.from({ length: 3 }, (_, sample) => noise(4 * ROWS, sample + 20).map((value) => (value > 0.1 ? 1 : 0)));
const TOGETHER: readonly (readonly [string, Partial<NonIdealities>])[] = [
  ['wires', { wires: WIRES }],
  ['offset columns behind wires', { wires: WIRES, offsetColumns: true }],
  ['offset columns with errors behind wires', { wires: WIRES, offsetColumns: true, programmingVariation: { sigma: 0.1 }, stuckCells: { off: 0.1, on: 0.1 } }],
  ['sinh devices behind wires', { wires: WIRES, nonlinearity: SINH }],
  ['sinh devices meant at small signals', { wires: WIRES, nonlinearity: { ...SINH, reference_V: 0 } }],
  ['cubic devices behind wires', { wires: WIRES, nonlinearity: CUBIC }],
  ['sinh devices in offset columns behind wires', { wires: WIRES, nonlinearity: SINH, offsetColumns: true, programmingVariation: { sigma: 0.1 } }],
];

describe.each(TOGETHER)('%s', (_what, effects) => {
  test('spikes: sums over the timesteps of what the solvers of single crossbars find', () => {
    const data = samples([ROWS], TRAINS, 4);
    const { configuration } = configured(adding(SPIKES, 4), SMALL, data);
    const { outputs } = runEngine(configuration, SMALL, data, { effects });
    TRAINS.forEach((train, sample) => {
      const wanted = new Array<number>(COLUMNS).fill(0);
      for (let t = 0; t < 4; t++) solved(levelsOf(configuration), effects, train.slice(t * ROWS, (t + 1) * ROWS), 1).forEach((value, i) => { wanted[i]! += value; });
      close(outputs.slice(sample * COLUMNS, (sample + 1) * COLUMNS), wanted);
    });
  });

  test('values', () => {
    const values = [noise(ROWS, 40), noise(ROWS, 41)];
    const data = samples([ROWS], values);
    const { configuration } = configured(adding(CURRENT, 3), SMALL, data);
    const { levels } = configuration.populations[0] as { levels: { scale: number; low: number; high: number } };
    const { outputs } = runEngine(configuration, SMALL, data, { effects });
    values.forEach((list, sample) => {
      const inputs = list.map((value) => Math.min(levels.high, Math.max(levels.low, Math.round(Math.fround(value) / levels.scale))));
      close(outputs.slice(sample * COLUMNS, (sample + 1) * COLUMNS), solved(levelsOf(configuration), effects, inputs, Math.max(levels.high, -levels.low)).map((value) => 3 * value));
    });
  });
});

test('slices of nonlinear devices behind wires are added up digitally', () => {
  const data = samples([ROWS], [TRAINS[0]!.slice(0, ROWS)], 1);
  const { configuration } = configured(adding(SPIKES, 1), SMALL, data);
  const effects = { wires: WIRES, nonlinearity: SINH };
  const wanted = new Array<number>(COLUMNS).fill(0);
  for (const { worth, largest, digits } of bitSlices(LARGEST, 4)) solved(digits(levelsOf(configuration)), effects, TRAINS[0]!.slice(0, ROWS), 1, largest).forEach((value, i) => { wanted[i]! += worth * value; });
  close(runEngine(configuration, SMALL, data, { effects: { ...effects, bitSlicing: { bits: 4 } } }).outputs, wanted);
});

test('a solved read does not depend on the samples before it', () => {
  const data = samples([ROWS], TRAINS, 4);
  const { configuration } = configured(adding(SPIKES, 4), SMALL, data);
  const engine = () => createEngine(configuration, SMALL, loadKernels(), { effects: { ...IDEAL, wires: WIRES, nonlinearity: SINH }, seed: 1, timesteps: 4 });
  const together = engine().run(samplesOf(data), 0);
  const last: Dataset = samples([ROWS], [TRAINS[2]!], 4);
  expect(engine().run(samplesOf(last), 2)).toEqual(together.subarray(2 * COLUMNS));
});

describe('noise of devices in every read', () => {
  const COUNT = 4000;
  const train = TRAINS[0]!.slice(0, ROWS);
  const data = samples([ROWS], Array.from({ length: COUNT }, () => train), 1);
  const { configuration } = configured(adding(SPIKES, 1), SMALL, data);
  const columnsOf = (effects: Partial<NonIdealities>): readonly Float32Array[] => {
    const { outputs } = runEngine(configuration, SMALL, data, { effects });
    return Array.from({ length: COLUMNS }, (_, column) => Float32Array.from({ length: COUNT }, (__, sample) => outputs[sample * COLUMNS + column]!));
  };
  const sigma = 0.05;
  const NOISE = { deviceNoise: { polynomial_uS: [0, sigma] } };
  /** Spread of a column and of its reference, levels, from the change that each device alone makes in what the solvers find. */
  const expected = (effects: Partial<NonIdealities>, column: number): number => {
    const levels = levelsOf(configuration);
    const { positive, negative } = writeDevices(levels, ROWS, COLUMNS, new Float64Array(COLUMNS).fill(LARGEST), DEVICE, { ...IDEAL, ...effects, wires: null }, { seed: 1, core: 0, crossbar: 0 });
    const ideal = 2 * LARGEST / SPAN_S;
    return ideal * sigma * Math.sqrt(train.reduce((sum, spike, row) => sum + spike * (positive[row * COLUMNS + column]! ** 2 + negative[row * COLUMNS + column]! ** 2), 0));
  };

  test('with offset columns: half of it is the noise of the reference, the same in all columns', () => {
    const columns = columnsOf({ ...NOISE, offsetColumns: true });
    const quiet = runEngine(configuration, SMALL, samples([ROWS], [train], 1), { effects: { offsetColumns: true } }).outputs;
    columns.forEach((column, i) => {
      expect(deviation(column) / expected({ offsetColumns: true }, i)).toBeCloseTo(1, 1);
      expect(Math.abs(mean(column) - quiet[i]!)).toBeLessThan((5 * deviation(column)) / Math.sqrt(COUNT));
    });
    const levels = levelsOf(configuration);
    const share = (column: number): number => {
      const own = train.reduce((sum, spike, row) => sum + spike * (OFF_S + (SPAN_S / 2) * (1 + levels[row * COLUMNS + column]! / LARGEST)) ** 2, 0);
      const reference = train.reduce((sum, spike) => sum + spike * (OFF_S + SPAN_S / 2) ** 2, 0);
      return Math.sqrt(reference / (own + reference));
    };
    expect(Math.abs(correlation(columns[0]!, columns[3]!) - share(0) * share(3))).toBeLessThan(0.06);
  });

  test.each([['pairs', {}], ['offset columns', { offsetColumns: true }]] as const)('behind wires, %s: solved and added up, it is the same noise', (_what, more) => {
    // A curve that is all but straight: solved in every read, and yet what a matrix says.
    const [matrix, solvedReads] = [{ ...NOISE, ...more, wires: WIRES }, { ...NOISE, ...more, wires: WIRES, nonlinearity: { cubic_perV2: -1e-6 } }].map(columnsOf) as [readonly Float32Array[], readonly Float32Array[]];
    matrix.forEach((column, i) => {
      expect(mean(solvedReads[i]!) / mean(column)).toBeCloseTo(1, 2);
      expect(deviation(solvedReads[i]!) / deviation(column)).toBeGreaterThan(0.96);
      expect(deviation(solvedReads[i]!) / deviation(column)).toBeLessThan(1.04);
    });
    expect(Math.abs(correlation(matrix[0]!, matrix[3]!) - correlation(solvedReads[0]!, solvedReads[3]!))).toBeLessThan(0.07);
  }, 30000);
});

describe('what is said of it', () => {
  const { configuration } = configured(adding(SPIKES, 4), SMALL, samples([ROWS], TRAINS, 4));
  test('S880: how long solved reads take', () => {
    const effects = loadNonIdealities('nonlinearity.sinh_V=0.25,wires={"driver_ohm":1,"wireRow_ohm":1,"wireCol_ohm":1,"sense_ohm":1}', RRAM);
    expect(costOfSolvedReads(configuration, SMALL, effects).map(({ code, message }) => `${code} ${message}`)).toEqual([
      "S880 'nonlinearity' behind 'wires': every read of a crossbar of 16 x 9 is a circuit to solve, about 0.3 ms, and a sample has up to 4 reads, 0.001 s of CPU",
    ]);
    expect(costOfSolvedReads(configuration, SMALL, { ...IDEAL, nonlinearity: { cubic_perV2: 0 }, wires: WIRES })).toEqual([]);
    expect(costOfSolvedReads(configuration, SMALL, { ...IDEAL, nonlinearity: SINH })).toEqual([]);
  });

  test('S872: somas on two branches do not go with reads that are solved as a whole', () => {
    const circuit = { circuit: { kind: 'voltage-domain' }, settings: null } as unknown as SomaCircuit;
    const effects = { ...IDEAL, wires: WIRES, nonlinearity: SINH };
    expect(() => createEngine(configuration, SMALL, loadKernels(), { effects, seed: 1, timesteps: 4, circuit })).toThrow(/'nonlinearity' cannot be simulated together with 'neuron circuit voltage-domain'/);
  });

  test('S881: no number where the solver does not get there', () => {
    const data = samples([ROWS], [TRAINS[0]!.slice(0, ROWS)], 1);
    const once = configured(adding(SPIKES, 1), SMALL, data).configuration;
    // So steep that node voltages are rounded to currents far from each other.
    expect(() => runEngine(once, SMALL, data, { effects: { wires: { driver_ohm: 1e9, wireRow_ohm: 1e9, wireCol_ohm: 1e9, sense_ohm: 1e9 }, nonlinearity: { sinh_V: 1e-17, reference_V: 1e-16 } } })).toThrow(/S881|only known to/);
  });
});
