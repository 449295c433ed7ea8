import { integrateAndFire } from '../../../src/ir/network.ts';
import type { Configuration, ConfiguredInput } from '../../../src/ir/configuration.ts';
import type { Target } from '../../../src/ir/target.ts';
import { loadTarget } from '../../../targets/load.ts';

/**
 * A mesh of 3 x 2 cores and fan-in 2, wired by hand:
 *
 *     tile 0  input      -- tile 1  rows of inputs 0, 1 -- tile 2
 *     tile 3             -- tile 4  somas of `out`      -- tile 5  rows of input 2; soma of `echo`
 *
 * `out` has two neurons that hear all three inputs: their partial sums travel from cores 1 and 5 to core 4. `echo` hears input 1.
 *
 *     levels     input 0  input 1  input 2  threshold
 *     out 0         3        0        2         3
 *     out 1         1        1       -1         2
 *     echo                   2                  5
 */
export function handMade(input: Pick<ConfiguredInput, 'coding' | 'levels'>, delay = 0): { configuration: Configuration; target: Target } {
  const { target } = loadTarget('rram-128');
  const neurons = { kind: 'neurons', positions: 1, inhibitoryBias: null } as const;
  const ints = (...values: readonly number[]): Int32Array => Int32Array.from(values);
  const range = (start: number, end: number): { start: number; end: number } => ({ start, end });
  const configuration: Configuration = {
    stage: 'configuration', name: 'by hand', target: target.name, style: 'column-per-neuron', bits: 8, timesteps: 3, dt_s: null,
    populations: [
      { kind: 'input', name: 'x', shape: [3], firstNeuron: 0, features: 3, positions: 1, ...input },
      { ...neurons, name: 'out', shape: [2], firstNeuron: 3, features: 2, neuron: integrateAndFire({ threshold: Float32Array.of(3, 2) }), bias: new Float32Array(2) },
      { ...neurons, name: 'echo', shape: [1], firstNeuron: 5, features: 1, neuron: integrateAndFire({ threshold: 5 }), bias: new Float32Array(1) },
    ],
    output: { population: 1, readout: 'count' },
    schedule: [[0], [1], [2]],
    blocks: [
      { levels: { shape: [2, 3], data: Int8Array.of(3, 0, 2, 1, 1, -1) }, rowsPerGroup: 3, columnsPerGroup: 2, receptor: null },
      { levels: { shape: [1, 3], data: Int8Array.of(0, 2, 0) }, rowsPerGroup: 3, columnsPerGroup: 1, receptor: null },
    ],
    units: [
      { population: 1, columns: range(0, 2), soma: false, synapses: { block: 0, groups: range(0, 1), rows: range(0, 2) } },
      { population: 1, columns: range(0, 2), soma: false, synapses: { block: 0, groups: range(0, 1), rows: range(2, 3) } },
      { population: 1, columns: range(0, 2), soma: true, synapses: null },
      { population: 2, columns: range(0, 1), soma: true, synapses: { block: 1, groups: range(0, 1), rows: range(1, 2) } },
    ],
    applications: {
      unit: ints(0, 1, 2, 3), position: ints(0, 0, 0, 0), core: ints(1, 5, 4, 5), crossbar: ints(0, 0, -1, 0), column: ints(0, 0, -1, 2),
      rowOffsets: ints(0, 2, 3, 3, 4), rows: ints(0, 1, 0, 1), sum: ints(2, 2, -1, -1), sumRoute: ints(3, 4, -1, -1),
    },
    // Core 1: inputs 0 and 1. Core 5: input 2 for `out`, input 1 for `echo`.
    addresses: { coreOffsets: ints(0, 0, 2, 2, 2, 2, 4), axonOffsets: ints(0, 1, 2, 3, 4), axons: ints(0, 1, 2, 1), delays: ints(delay, delay, delay, delay) },
    // Ports: 1 east, 2 north, 4 west, 8 south, 16 the core.
    routes: {
      sourceTile: ints(0, 0, 0, 1, 5), offsets: ints(0, 1, 3, 4, 5, 6), cores: ints(1, 1, 5, 5, 4, 4),
      tileOffsets: ints(0, 3, 7, 9, 9, 11, 14),
      entryRoute: ints(0, 1, 2, /* tile 1 */ 0, 1, 2, 3, /* tile 2 */ 1, 2, /* tile 4 */ 3, 4, /* tile 5 */ 1, 2, 4),
      entryPorts: ints(1, 1, 1, /* tile 1 */ 16, 17, 1, 8, /* tile 2 */ 8, 8, /* tile 4 */ 16, 16, /* tile 5 */ 16, 16, 4),
    },
    // A key an axon; routes of partial sums have two. No two entries are merged.
    keys: {
      first: ints(0, 1, 2, 4, 6), bits: ints(0, 0, 0, 1, 1),
      tileOffsets: ints(0, 3, 7, 9, 9, 11, 14),
      key: ints(0, 1, 2, /* tile 1 */ 0, 1, 2, 4, /* tile 2 */ 1, 2, /* tile 4 */ 4, 6, /* tile 5 */ 1, 2, 6),
      mask: ints(-1, -1, -1, /* tile 1 */ -1, -1, -1, -2, /* tile 2 */ -1, -1, /* tile 4 */ -2, -2, /* tile 5 */ -1, -1, -2).map((mask) => mask & 0x7fffffff),
      ports: ints(1, 1, 1, /* tile 1 */ 16, 17, 1, 8, /* tile 2 */ 8, 8, /* tile 4 */ 16, 16, /* tile 5 */ 16, 16, 4),
    },
    axonRoutes: { offsets: ints(0, 1, 2, 3, 3, 3, 3), routes: ints(0, 1, 2) },
  };
  return { configuration, target: { ...target, fanIn: 2, mesh: { width: 3, height: 2, coresPerTile: 1, multicast: true, entry: { x: 0, y: 0 } } } };
}
