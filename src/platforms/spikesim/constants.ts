import noxim from '../../../targets/components/noxim.json' with { type: 'json' };
import library from '../../../targets/components/spikesim.json' with { type: 'json' };
import type { NamedConstant } from '../estimate.ts';

/** The same numbers that targets are priced with. */
const PARTS = library.components;

/** The array that the energies and areas were made for. */
export const MADE_FOR = { rows: 64, kernel: 3 } as const;

/** Energies of one use, in one PE cycle unless said otherwise. */
export const ENERGY_pJ = {
  rram: constant('energy of an RRAM crossbar in a phase', PARTS['rram-crossbar'].energy_pJ, 'pJ', 'one 64 x 64 crossbar in one of the eight phases of its column multiplexer'),
  sram: constant('energy of an SRAM crossbar in a phase', PARTS['sram-crossbar'].energy_pJ, 'pJ', 'the same number as its area in µm²'),
  adc: constant('energy of a conversion', PARTS.adc.energy_pJ, 'pJ'),
  multiplexer: constant('energy of a column multiplexer', PARTS.multiplexer.energy_pJ, 'pJ'),
  subtractor: constant('energy of a subtraction', PARTS.subtractor.energy_pJ, 'pJ', '16 for each of the X / 8 converters'),
  temporaryBuffer: constant('energy of the temporary buffer', PARTS['temporary-buffer'].energy_pJ, 'pJ', 'for each of the X / 8 converters'),
  tileBuffer: constant('energy of the tile buffer', PARTS['tile-buffer'].energy_pJ, 'pJ'),
  hTree: constant('energy of the H-tree', PARTS['h-tree'].energy_pJ * 8, 'pJ', '19.64 x 8'),
  memoryFetch: constant('energy of a fetch of a membrane potential', PARTS['memory-fetch'].energy_pJ, 'pJ'),
  neuron: constant('energy of the neuron unit', PARTS['neuron-unit'].energy_pJ * 4, 'pJ', '1.274 x 4'),
} as const;

export const AREA_um2 = {
  rram: constant('area of an RRAM crossbar', PARTS['rram-crossbar'].area_um2, 'µm²', '64 x 64 cells of 4 F², F = 40 nm; the formula in the comment beside it gives another number'),
  sram: constant('area of an SRAM crossbar', PARTS['sram-crossbar'].area_um2, 'µm²'),
  adc: constant('area of a converter', PARTS.adc.area_um2, 'µm²'),
  multiplexer: constant('area of a column multiplexer', PARTS.multiplexer.area_um2, 'µm²'),
  subtractor: constant('area of a subtraction unit', PARTS.subtractor.area_um2, 'µm²'),
  temporaryBuffer: constant('area of the temporary buffer', PARTS['temporary-buffer'].area_um2, 'µm²'),
  tileBuffer: constant('area of the tile buffer', PARTS['sram-bit'].area_um2 * 64 * 128, 'µm²', '0.7391 x 64 x 128'),
  hTree: constant('area of the H-tree', PARTS['h-tree'].area_um2 * 2, 'µm²', '216830 x 2'),
  memoryBit: constant('area of a bit of SRAM', PARTS['sram-bit'].area_um2, 'µm²'),
} as const;

/** Bits of a membrane potential, and of a value in the input buffer. */
export const POTENTIAL_bits = 22;
/** Clock cycles of a PE cycle: one output position of a 64-column crossbar, all phases of the multiplexer. */
export const PE_CYCLE_cycles = 26;
/** Columns that one converter serves, in as many phases. */
export const COLUMNS_PER_ADC = 8;
/** Share of a layer's outputs after which the published latency lets the next layer start. */
export const START_SHARE = 0.75;
/** Layers whose neuron memory the published area counts, and layers that its latency knows. */
export const COUNTED_MEMORIES = 5;
export const KNOWN_LAYERS = 12;

/** Network between tiles: not in the published tool. */
export const NETWORK = {
  router: borrowed('energy of a router traversal of a flit', noxim.components.router.energy_pJ, 'pJ', '32-bit flit: buffer push 0.762 + pop 0.534, crossbar 0.221, routing 0.060, selection 0.050 pJ'),
  link: borrowed('energy of a link traversal of a flit', noxim.components.link.energy_pJ, 'pJ', '0.5 mm, 25 fJ/bit x 32 bits'),
  cyclesPerHop: borrowed('cycles of a hop', 2, 'cycles', 'router_cycle of the shipped configuration'),
} as const;
export const FLIT_bits = 32;

function constant(name: string, value: number, unit: string, note?: string): NamedConstant {
  return { name, value, unit, source: library.source, scope: 'term', evidence: 'simulated', ...(note !== undefined && { note }) };
}

function borrowed(name: string, value: number, unit: string, note: string): NamedConstant {
  return { name, value, unit, source: noxim.source, scope: 'term', evidence: 'assumed', note: `${note}; borrowed: the shipped SpikeSim has no network between tiles` };
}
