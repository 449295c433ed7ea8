import { fail, stopOnErrors } from '../../diagnostics/diagnostic.ts';
import type { Estimate, NamedConstant, Platform } from '../estimate.ts';
import type { LayerList } from '../layer-list.ts';
import type { Settings } from '../settings.ts';
import { measureArea } from './area.ts';
import { AREA_um2, ENERGY_pJ, MADE_FOR, NETWORK } from './constants.ts';
import { priceEnergy } from './energy.ts';
import { estimateLatency } from './latency.ts';
import { checkLatencyCode, checkLayers, checkOrder } from './limits.ts';
import { mapLayers, tileRanges } from './mapping.ts';
import { countTraffic } from './network.ts';
import { hardwareOf, PARAMETERS, REPAIRS, type Hardware } from './parameters.ts';

/** Tiles of the largest machine: more is a slip of the finger, and the way of spikes is counted tile by tile. */
const MOST_TILES = 2 ** 26;

/** SpikeSim's hardware model (ELA): in-memory computing on crossbars, weights stored once. Moitra et al., arXiv 2210.12899. */
export const spikesim: Platform = {
  name: 'spikesim',
  summary: 'SpikeSim: in-memory computing on memristive crossbars, arXiv 2210.12899',
  parameters: PARAMETERS,
  repairs: REPAIRS,
  roles: {
    crossbar: 'computation', adc: 'computation', multiplexer: 'computation', subtractor: 'computation', neuron: 'neuron', memoryFetch: 'neuron', neuronMemory: 'neuron',
    temporaryBuffer: 'movement', tileBuffer: 'movement', hTree: 'movement', inputBuffer: 'movement', router: 'movement', link: 'movement',
  },
  quantisedAnn: { values: { timesteps: 8, spikeSparsity: 0 }, how: 'activations of 8 bits, bit by bit: 8 timesteps, all rows driven' },
  estimate,
};

function estimate(list: LayerList, settings: Settings, repairs: ReadonlySet<string>): Estimate {
  const has: Hardware['has'] = (repair) => repairs.has(repair);
  stopOnErrors(checkLayers(list, has));
  const hardware = hardwareOf(list, settings, repairs, has('layerShapes') ? MADE_FOR.kernel : kernelOf(list));
  const mapped = mapLayers(list.layers, hardware);
  stopOnErrors(checkOrder(mapped, has));
  const { ranges, tiles } = tileRanges(mapped, hardware);
  if (!(tiles <= MOST_TILES)) fail('S491', { tiles, most: MOST_TILES });
  const spikeSparsity = list.layers.map((layer) => (settings.isGiven('spikeSparsity') ? settings.number('spikeSparsity') : layer.spikeSparsity ?? settings.number('spikeSparsity')));
  const traffic = has('network') ? countTraffic(mapped, ranges, tiles, hardware) : null;
  const energy = priceEnergy(mapped, spikeSparsity, traffic, hardware);
  const latency = estimateLatency(mapped, traffic, hardware);
  const area = measureArea(mapped, tiles, hardware);
  const pes = mapped.reduce((sum, one) => sum + one.pes, 0);
  return {
    timesteps: hardware.timesteps,
    energy, latency, area, spikeSparsity,
    utilisation: { pes, tiles, crossbars: mapped.reduce((sum, one) => sum + one.pes * one.crossbarsPerPe, 0), crossbarsBuilt: tiles * hardware.pesPerTile * hardware.kernel ** 2, neurons: mapped.reduce((sum, one) => sum + one.neurons, 0) },
    printed: { pes, tiles, energy_pJ: energy.total, area_um2: area.total_um2, latency_ns: latency.total, layerEnergy_pJ: Object.fromEntries(energy.layers.map(({ name, total }) => [name, total])) },
    constants: constantsOf(hardware),
    gaps: gapsOf(list, has),
    diagnostics: checkLatencyCode(mapped, hardware),
  };
}

function kernelOf({ layers }: LayerList): number {
  const conv = layers.find((layer) => layer.kind === 'conv');
  return conv?.kind === 'conv' ? conv.kernel[0] : MADE_FOR.kernel;
}

function constantsOf({ device, has }: Hardware): NamedConstant[] {
  const other = device === 'rram' ? 'sram' : 'rram';
  const used = [...Object.entries(ENERGY_pJ), ...Object.entries(AREA_um2)].filter(([name]) => name !== other).map(([, constant]) => constant);
  return [...used, ...(has('network') ? Object.values(NETWORK) : [])];
}

function gapsOf({ layers }: LayerList, has: Hardware['has']): string[] {
  const pooled = layers.some((layer) => layer.kind === 'conv' && layer.pool !== null);
  return [
    'static power: the published model has no leakage',
    ...(pooled ? ['energy of pooling: the published model has no unit for it'] : []),
    ...(has('network') ? [] : ['energy between tiles: the published model has no network']),
  ];
}
