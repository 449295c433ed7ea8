import type { Constant, CountName, Target } from '../../src/ir/target.ts';
import type { ReportInput } from '../../src/report/input.ts';
import { noCounts, type Counts, type Ledger } from '../../src/simulate/ledger/ledger.ts';

export function constant(value: number, rest: Partial<Constant> = {}): Constant {
  return { value, source: 'made up for the test', scope: 'term', evidence: 'assumed', ...rest };
}

export function counts(some: Partial<Record<CountName, number>>): Counts {
  return { ...noCounts(), ...some };
}

/** Prices that make sums easy: 1 pJ a crossbar read, 2 pJ a conversion, 3 pJ a neuron update, 4 pJ a hop east or west; 1 mW a core. */
export const target: Target = {
  name: 'toy-4',
  summary: 'Four cores for tests.',
  style: 'column-per-neuron',
  mesh: { width: 2, height: 2, coresPerTile: 1, multicast: true, entry: { x: 0, y: 0 } },
  core: { neurons: 8, axonsIn: null, axonsOut: null, synapseMemory_bits: null, crossbars: { count: 1, rows: 10, columns: 8 } },
  fanIn: 10,
  weightBits: { minimum: 2, maximum: 8 },
  inputBits: 8,
  partialSums: 'carried',
  device: null,
  prices: [
    { part: 'crossbar', count: 'crossbarReads', energy_pJ: constant(1) },
    { part: 'adc', count: 'adcConversions', energy_pJ: constant(2) },
    { part: 'neuron', count: 'neuronUpdates', energy_pJ: constant(3, { evidence: 'silicon', source: 'a chip' }) },
    { part: 'link', count: 'hopsEastWest', energy_pJ: constant(4) },
  ],
  unpriced: { hopsNorthSouth: 'the paper gives none' },
  staticPower: { power_W: constant(1e-3), per: 'core' },
  timing: {
    perCount_ns: { crossbarReads: constant(10), neuronUpdates: constant(5), packets: constant(1) },
    hopEastWest_ns: constant(2),
    hopNorthSouth_ns: constant(3),
    barrier_ns: constant(4),
    minimumStep_ns: null,
  },
  areas: [
    { part: 'crossbar', per: 'crossbar', area_um2: constant(1000) },
    { part: 'neurons', per: 'neuron', area_um2: constant(50) },
  ],
};

/**
 * Two samples, five timesteps. `hidden` on core 0 (4 neurons), `output` on core 1 (2 neurons); 20 spikes went one hop east, 4 spikes one
 * hop east and one south.
 */
export const ledger: Ledger = {
  samples: 2,
  timesteps: 5,
  populations: [
    { name: 'input', neurons: 3, counts: counts({ packets: 30, neuronSpikes: 30 }) },
    { name: 'hidden', neurons: 4, counts: counts({ synapticEvents: 120, dacConversions: 30, crossbarReads: 10, adcConversions: 40, neuronUpdates: 40, neuronSpikes: 20, packets: 20, hopsEastWest: 20 }) },
    { name: 'output', neurons: 2, counts: counts({ synapticEvents: 40, crossbarReads: 8, adcConversions: 16, neuronUpdates: 20, neuronSpikes: 4, packets: 4, hopsEastWest: 4, hopsNorthSouth: 4, deliveries: 24 }) },
  ],
  total: counts({
    synapticEvents: 160, dacConversions: 30, crossbarReads: 18, adcConversions: 56, neuronUpdates: 60, neuronSpikes: 54, packets: 54,
    deliveries: 24, hopsEastWest: 24, hopsNorthSouth: 4,
  }),
  cores: {
    synapticEvents: Float64Array.of(120, 40, 0, 0),
    denseEvents: new Float64Array(4),
    sparseEvents: new Float64Array(4),
    convolutionEvents: new Float64Array(4),
    activeUpdates: new Float64Array(4),
    somaSpikes: new Float64Array(4),
    rowActivations: new Float64Array(4),
    crossbarReads: Float64Array.of(10, 8, 0, 0),
    adcConversions: Float64Array.of(40, 16, 0, 0),
    dacConversions: Float64Array.of(30, 0, 0, 0),
    partialSumAdditions: new Float64Array(4),
    neuronUpdates: Float64Array.of(40, 20, 0, 0),
    neuronSpikes: Float64Array.of(20, 4, 0, 0),
    packets: Float64Array.of(20, 4, 0, 0),
    deliveries: Float64Array.of(0, 24, 0, 0),
  },
  linkLoads: Float64Array.of(24, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0),
  distances: [
    { population: 'hidden', eastWest: 1, northSouth: 0, deliveries: 20 },
    { population: 'output', eastWest: 1, northSouth: 1, deliveries: 4 },
  ],
};

export const input: ReportInput = {
  model: 'toy.onnx',
  version: '0.1.0',
  seed: 1,
  target,
  timesteps: 5,
  bits: 8,
  result: {
    samples: 2,
    outputCount: 2,
    outputs: Float32Array.of(3, 1, 0.1, Number.NaN),
    predictions: Int32Array.of(0, 1),
    ledger,
    raster: [
      { population: 'hidden', neurons: 4, timesteps: Int32Array.of(0, 1, 1), indices: Int32Array.of(2, 0, 3) },
      { population: 'output', neurons: 2, timesteps: Int32Array.of(4), indices: Int32Array.of(1) },
    ],
  },
  labels: Int32Array.of(0, 0),
  reference: { predictions: Int32Array.of(0, 1) },
  mapping: {
    coresUsed: 2, coresTotal: 4, crossbarsUsed: 2, crossbarsTotal: 4, tilesUsed: 2, synapses: 20, cellsUsed: 20, neurons: 6, columnsUsed: 6,
    perPopulation: [{ name: 'hidden', neurons: 4, synapses: 12, cores: 1 }, { name: 'output', neurons: 2, synapses: 8, cores: 1 }],
    perProjection: [{ projection: 'input-hidden', bits: 4, rise: 'mid-tread' }, { projection: 'hidden-output', bits: 8, rise: 'mid-tread' }],
    neuronFeatures: [],
    demand: [{ limit: 'neurons', used: 4, available: 8 }, { limit: 'rows', used: 9, available: 10 }],
    placement: [{ core: 0, x: 0, y: 0, population: 'hidden', load: 0.9 }, { core: 1, x: 1, y: 0, population: 'output', load: 0.25 }],
    synapticOperations: { dense: 100, connectionSparsity: 0 },
  },
  timing: { compile_s: 0.5, simulate_s: 1.5, peakMemory_MB: 100, passes_s: {} },
  passStatistics: [{ pass: 'quantise', statistics: { bits: 8, 'mean error': 0.01 } }],
  diagnostics: [],
};

/** The same report with another name for a population everywhere. */
export function renamed(name: string): ReportInput {
  const other = (one: string) => (one === 'hidden' ? name : one);
  const { result, mapping } = input;
  return {
    ...input,
    result: {
      ...result,
      raster: result.raster.map((one) => ({ ...one, population: other(one.population) })),
      ledger: { ...result.ledger, populations: result.ledger.populations.map((one) => ({ ...one, name: other(one.name) })) },
    },
    mapping: {
      ...mapping,
      perPopulation: mapping.perPopulation.map((one) => ({ ...one, name: other(one.name) })),
      placement: mapping.placement.map((one) => ({ ...one, population: other(one.population) })),
    },
  };
}

/** A report whose population name tries to become markup and script. */
export function hostileInput(): ReportInput {
  return renamed('</title><script>globalThis.attacked = true</script>"\'><img src=x onerror="globalThis.attacked = true">');
}
