import { inputCount, neuronCount, outputCount, type Layer } from '../layer-list.ts';
import type { Hardware } from './parameters.ts';

/** Where a layer is stored, and how often its PEs work. */
export interface MappedLayer {
  readonly layer: Layer;
  readonly pes: number;
  /** Crossbars in use of one PE: on average, where a PE is not full. */
  readonly crossbarsPerPe: number;
  /** Blocks of columns: PEs side by side that hear the same rows. */
  readonly columnBlocks: number;
  /** Positions that the weights are applied at in one timestep: PE cycles of each PE. */
  readonly positions: number;
  readonly inputs: number;
  /** Neurons with a membrane potential. */
  readonly neurons: number;
  readonly outputs: number;
}

/** Stores every layer once: PE_i = ceil(Cin / X) ceil(Cout / X), as the published tool, where the layer is a convolution with the kernel of the PE. */
export function mapLayers(layers: readonly Layer[], hardware: Hardware): MappedLayer[] {
  return layers.map((layer) => {
    const [inputs, outputs] = [inputCount(layer), outputCount(layer)];
    const before = hardware.has('pooledLayers');
    const neurons = !layer.neurons ? 0 : before ? neuronCount(layer) : outputs;
    if (layer.kind === 'dense') return { layer, ...denseBlocks(layer.inFeatures, layer.outFeatures, hardware), positions: 1, inputs, neurons, outputs };
    const [height, width] = before ? layer.outSize : layer.pooledSize;
    return { layer, ...convBlocks(layer, hardware), positions: height * width, inputs, neurons, outputs };
  });
}

/** Tiles of each layer are those from `first` to `last` in the order of the PEs. */
export interface TileRange {
  readonly first: number;
  readonly last: number;
}

/** Tiles filled PE by PE; a layer begins a new one where layers do not share them. */
export function tileRanges(mapped: readonly MappedLayer[], { pesPerTile, has }: Hardware): { readonly ranges: readonly TileRange[]; readonly tiles: number } {
  let used = 0;
  const ranges = mapped.map(({ pes }) => {
    if (has('tilesPerLayer')) used = Math.ceil(used / pesPerTile) * pesPerTile;
    const first = Math.floor(used / pesPerTile);
    used += pes;
    return { first, last: Math.ceil(used / pesPerTile) - 1 };
  });
  return { ranges, tiles: Math.ceil(used / pesPerTile) };
}

type Blocks = Pick<MappedLayer, 'pes' | 'crossbarsPerPe' | 'columnBlocks'>;

/** Row blocks of a dense layer fill the crossbars of a PE one by one. */
function denseBlocks(rows: number, columns: number, { size, kernel }: Hardware): Blocks {
  const [rowBlocks, columnBlocks] = [Math.ceil(rows / size), Math.ceil(columns / size)];
  return spread(rowBlocks, columnBlocks, 1, kernel);
}

/** One crossbar for each kernel position and block of input channels. Small groups stand block by block on the diagonal of a crossbar. */
function convBlocks({ inChannels, outChannels, groups, kernel: [height, width] }: Extract<Layer, { kind: 'conv' }>, { size, kernel }: Hardware): Blocks {
  const [rows, columns] = [inChannels / groups, outChannels / groups];
  const together = Math.max(1, Math.min(groups, Math.floor(size / Math.max(rows, columns))));
  const [rowBlocks, columnBlocks] = [Math.ceil((rows * together) / size), Math.ceil((columns * together) / size)];
  return spread(rowBlocks * height * width, columnBlocks, Math.ceil(groups / together), kernel);
}

function spread(crossbarRows: number, columnBlocks: number, copies: number, kernel: number): Blocks {
  const pesPerColumn = Math.ceil(crossbarRows / (kernel * kernel));
  return { pes: pesPerColumn * columnBlocks * copies, crossbarsPerPe: crossbarRows / pesPerColumn, columnBlocks };
}
