import { addParts, type EnergyEstimate, type LayerEnergy, type Parts } from '../estimate.ts';
import { COLUMNS_PER_ADC, ENERGY_pJ, MADE_FOR, NETWORK } from './constants.ts';
import type { MappedLayer } from './mapping.ts';
import type { Traffic } from './network.ts';
import type { Hardware } from './parameters.ts';

/**
 * Energy of an inference in pJ. A layer: PE cycles x energy of a PE cycle x timesteps, with
 * E_cycle = H-tree + fetch + neuron + phases (crossbars x + ADCs (ADC + MUX)) + (X/8) 16 SUB + (X/8) TEMP + tile buffer (ela_spikesim.py, compute_energy,
 * whose order of sums is kept).
 * @param sparsity of the inputs of each layer
 */
export function priceEnergy(mapped: readonly MappedLayer[], sparsity: readonly number[], traffic: readonly Traffic[] | null, hardware: Hardware): EnergyEstimate {
  const layers = mapped.map((layer, index): LayerEnergy => {
    const cycle = cycleOf(layer.crossbarsPerPe, hardware.has('spikes') ? 1 - sparsity[index]! : 1, hardware);
    const cycles = layer.pes * layer.positions;
    const parts_pJ = scaled(cycle.parts_pJ, cycles * hardware.timesteps);
    const residual_pJ = layer.layer.residual.length * layer.neurons * hardware.timesteps * ENERGY_pJ.memoryFetch.value;
    const network = traffic ? networkParts(traffic[index]!) : {};
    const total = cycles * cycle.total_pJ * hardware.timesteps;
    return {
      name: layer.layer.name,
      total: total + residual_pJ + Object.values(network).reduce((sum, part) => sum + part, 0),
      parts: addParts([parts_pJ, residual_pJ > 0 ? { memoryFetch: residual_pJ } : {}, network]),
    };
  });
  return { exponent: -12, total: layers.reduce((sum, { total }) => sum + total, 0), parts: addParts(layers.map(({ parts }) => parts)), layers, unattributed: 0 };
}

/** One PE cycle: its parts, and their sum in the order of the published tool. */
function cycleOf(crossbars: number, activity: number, { size, device, has }: Hardware): { readonly total_pJ: number; readonly parts_pJ: Parts } {
  const converters = size / COLUMNS_PER_ADC;
  const scaling = has('arrayScaling');
  // The published tool takes the number of converters for the number of phases too: both are 8 at X = 64.
  const phases = scaling ? COLUMNS_PER_ADC : converters;
  const [cells, lines] = scaling ? [(size / MADE_FOR.rows) ** 2, size / MADE_FOR.rows] : [1, 1];
  const crossbar = ENERGY_pJ[device].value * cells * activity;
  const { adc, multiplexer, subtractor, temporaryBuffer, tileBuffer, hTree, memoryFetch, neuron } = ENERGY_pJ;
  const pe = crossbars * crossbar + converters * (adc.value + multiplexer.value);
  const total_pJ = hTree.value * lines + memoryFetch.value * lines + neuron.value * lines + phases * pe + converters * 16 * subtractor.value + converters * temporaryBuffer.value + tileBuffer.value * lines;
  return {
    total_pJ,
    parts_pJ: {
      crossbar: phases * crossbars * crossbar,
      adc: phases * converters * adc.value,
      multiplexer: phases * converters * multiplexer.value,
      subtractor: converters * 16 * subtractor.value,
      neuron: neuron.value * lines,
      memoryFetch: memoryFetch.value * lines,
      temporaryBuffer: converters * temporaryBuffer.value,
      tileBuffer: tileBuffer.value * lines,
      hTree: hTree.value * lines,
    },
  };
}

function networkParts({ flitHops, flits }: Traffic): Parts {
  return { router: (flitHops + flits) * NETWORK.router.value, link: flitHops * NETWORK.link.value };
}

function scaled(parts: Parts, factor: number): Parts {
  return Object.fromEntries(Object.entries(parts).map(([name, amount]) => [name, amount * factor]));
}
