import type { LayerList } from '../layer-list.ts';
import type { Parameter, Repair, Settings } from '../settings.ts';

const SHIPPED = 'SpikeSim ela_spikesim.py (commit c2627bc)';

export const PARAMETERS: readonly Parameter[] = [
  { name: 'crossbarSize', help: 'rows and columns of a crossbar', kind: 'whole', from: 1, to: 2 ** 16, default: 64, source: SHIPPED },
  { name: 'pesPerTile', help: 'processing elements of a tile', kind: 'whole', from: 1, to: 2 ** 16, default: 8, source: SHIPPED },
  { name: 'clock_MHz', help: 'clock; a PE cycle takes 26 of its cycles', kind: 'number', from: 1e-3, to: 1e6, default: 250, source: SHIPPED },
  { name: 'device', help: 'memory of the crossbars', kind: 'choice', choices: ['rram', 'sram'], default: 'rram', source: SHIPPED },
  { name: 'timesteps', help: 'timesteps of an inference, in place of those in the file', kind: 'whole', from: 1, to: 1e6, default: 5, source: SHIPPED },
  { name: 'spikeSparsity', help: 'share of inputs without a spike, in place of what the file says of each layer', kind: 'number', from: 0, to: 1, default: 0, source: 'dense, as the shipped tool' },
];

export const REPAIRS: readonly Repair[] = [
  { name: 'layerOrder', summary: 'the tool stops where a layer has fewer PEs than the one before it: any order is fine' },
  { name: 'pooledLayers', summary: 'pooled layers are computed at their size after pooling: PE cycles and neurons are those before it' },
  { name: 'neuronMemories', summary: 'membrane potentials of the first five layers only have an area: those of all layers' },
  { name: 'arrayScaling', summary: 'energy and area of a 64 x 64 crossbar stand for any size: crossbars follow cells, what moves rows and columns follows the size, phases are those of the multiplexer' },
  { name: 'denseLayers', summary: 'fully connected layers are left out: mapped on the crossbars of PEs, nine row blocks to a PE' },
  { name: 'layerShapes', summary: 'one square kernel and plane for all layers, no groups: kernels and planes of any shape, depthwise and grouped convolutions packed block by block, listed synapses as a whole matrix' },
  { name: 'residualLayers', summary: 'no identity connections: one fetch of a stored value for each output and timestep' },
  { name: 'recurrentLayers', summary: 'no recurrence: a layer of its own, without neurons, that hears the spikes of the timestep before' },
  { name: 'tilesPerLayer', summary: 'layers share tiles, against the paper: each layer begins a tile of its own' },
  { name: 'latency', summary: 'latency is a number of neurons, whatever the mapping: PE cycles of each layer, all its PEs at once' },
  { name: 'spikes', summary: 'rows without a spike are driven as well: a crossbar is paid for by its share of spikes' },
  { name: 'network', summary: 'nothing moves between tiles: spikes travel over a mesh of tiles, with energy and time' },
];

export type RepairName = 'layerOrder' | 'pooledLayers' | 'neuronMemories' | 'arrayScaling' | 'denseLayers' | 'layerShapes' | 'residualLayers' | 'recurrentLayers' | 'tilesPerLayer' | 'latency' | 'spikes' | 'network';

/** All that the formulas need besides the layers. */
export interface Hardware {
  /** Rows and columns of a crossbar, X. */
  readonly size: number;
  readonly pesPerTile: number;
  /** Side of the kernels; a PE has kernel² crossbars. */
  readonly kernel: number;
  readonly device: 'rram' | 'sram';
  readonly timesteps: number;
  readonly clock_MHz: number;
  readonly has: (repair: RepairName) => boolean;
}

/** @param kernel that of all layers, or what a PE was made for */
export function hardwareOf(list: LayerList, settings: Settings, repairs: ReadonlySet<string>, kernel: number): Hardware {
  return {
    size: settings.number('crossbarSize'),
    pesPerTile: settings.number('pesPerTile'),
    kernel,
    device: settings.word('device') as Hardware['device'],
    timesteps: settings.isGiven('timesteps') ? settings.number('timesteps') : list.timesteps ?? settings.number('timesteps'),
    clock_MHz: settings.number('clock_MHz'),
    has: (repair) => repairs.has(repair),
  };
}
