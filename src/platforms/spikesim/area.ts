import type { AreaEstimate } from '../estimate.ts';
import { AREA_um2, COLUMNS_PER_ADC, COUNTED_MEMORIES, MADE_FOR, POTENTIAL_bits } from './constants.ts';
import type { MappedLayer } from './mapping.ts';
import type { Hardware } from './parameters.ts';

/**
 * Area in µm²: tiles x ((X/8) SUB + TEMP + tile buffer + PEs (k² x + (X/8)(ADC + MUX)) + H-tree) + 22-bit memory of inputs and of membrane
 * potentials (compute_area of ela_spikesim.py, whose order of sums is kept).
 */
export function measureArea(mapped: readonly MappedLayer[], tiles: number, { size, kernel, pesPerTile, device, has }: Hardware): AreaEstimate {
  const converters = size / COLUMNS_PER_ADC;
  const [cells, lines] = has('arrayScaling') ? [(size / MADE_FOR.rows) ** 2, size / MADE_FOR.rows] : [1, 1];
  const { adc, multiplexer, subtractor, temporaryBuffer, memoryBit } = AREA_um2;
  const [crossbar, tileBuffer, hTree] = [AREA_um2[device].value * cells, AREA_um2.tileBuffer.value * lines, AREA_um2.hTree.value * lines];
  const pe = kernel * kernel * crossbar + converters * (adc.value + multiplexer.value);
  const tile = converters * subtractor.value + temporaryBuffer.value + tileBuffer + pesPerTile * pe + hTree;
  const inputs = mapped.reduce((sum, one) => sum + one.inputs, 0);
  const neurons = mapped.slice(0, has('neuronMemories') ? undefined : COUNTED_MEMORIES).reduce((sum, one) => sum + one.neurons, 0);
  const [inputBuffer, neuronMemory] = [inputs * memoryBit.value * POTENTIAL_bits, neurons * memoryBit.value * POTENTIAL_bits];
  const pes = pesPerTile * tiles;
  return {
    total_um2: tile * tiles + inputBuffer + neuronMemory,
    parts_um2: {
      crossbar: pes * kernel * kernel * crossbar,
      adc: pes * converters * adc.value,
      multiplexer: pes * converters * multiplexer.value,
      subtractor: tiles * converters * subtractor.value,
      temporaryBuffer: tiles * temporaryBuffer.value,
      tileBuffer: tiles * tileBuffer,
      hTree: tiles * hTree,
      inputBuffer,
      neuronMemory,
    },
  };
}
