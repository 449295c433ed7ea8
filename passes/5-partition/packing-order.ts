import { listedOrder } from '../../src/ir/listed-order.ts';
import { planeShape, type ConvolutionProjection, type ListedProjection } from '../../src/ir/network.ts';
import { piecesOf, type Pieces } from '../../src/ir/pieces.ts';
import { updateOrder } from '../../src/ir/population-graph.ts';
import type { Target } from '../../src/ir/target.ts';
import { bitsOfUnit, cellsOf, inputsOf, length, positionAt, type Unit, type Unrolled } from '../../src/ir/unrolled.ts';

/**
 * Order in which pieces are packed: populations from the output back, so that when a neuron is placed the cores that listen to it
 * are known; within a population block by block of columns, within a block tile by tile of neighbouring positions, which share rows.
 */
export function packingOrder(unrolled: Unrolled, target: Target): Int32Array {
  const { network, units } = unrolled;
  const pieces = piecesOf(unrolled, target.style);
  const blocks = new Map<string, Map<number, number[]>>();
  units.forEach((unit, index) => {
    const { name } = network.populations[unit.population]!;
    if (!blocks.has(name)) blocks.set(name, new Map());
    const ofPopulation = blocks.get(name)!;
    ofPopulation.set(unit.columns.start, [...(ofPopulation.get(unit.columns.start) ?? []), index]);
  });
  const order: number[] = [];
  for (const name of [...updateOrder(network)].reverse()) {
    for (const block of blocks.get(name)?.values() ?? []) {
      if (target.style === 'weights-stored-once') {
        for (const unit of block) order.push(pieces.first[unit]!);
        continue;
      }
      if (listedInto(network, name).length > 0) {
        for (const piece of byNeuron(units, pieces, block, listedOrder(listedInto(network, name)))) order.push(piece);
        continue;
      }
      for (const tile of tilesOf(unrolled, target, block.map((index) => units[index]!), pieces.positions[block[0]!]!)) {
        for (const unit of block) for (const position of tile) order.push(pieces.first[unit]! + position);
      }
    }
  }
  return Int32Array.from(order);
}

function listedInto({ projections }: Unrolled['network'], population: string): readonly ListedProjection[] {
  return projections.filter((projection): projection is ListedProjection => projection.kind === 'listed' && projection.destination === population);
}

/** Neuron by neuron in this order, each with all its pieces: units with listed synapses stand at some positions only. */
function byNeuron(units: readonly Unit[], pieces: Pieces, block: readonly number[], neurons: Int32Array): Int32Array {
  const rank = new Int32Array(neurons.length);
  neurons.forEach((neuron, at) => { rank[neuron] = at; });
  const offsets = new Int32Array(neurons.length + 1);
  const visit = (found: (at: number, piece: number) => void): void => {
    for (const unit of block) for (let i = 0; i < pieces.positions[unit]!; i++) found(rank[positionAt(units[unit]!, i)]!, pieces.first[unit]! + i);
  };
  visit((at) => { offsets[at + 1]!++; });
  for (let at = 0; at < rank.length; at++) offsets[at + 1]! += offsets[at]!;
  const order = new Int32Array(offsets[rank.length]!);
  visit((at, piece) => { order[offsets[at]!++] = piece; });
  return order;
}

/** The positions of a block, grouped into rectangles that fit one core. */
function tilesOf({ network }: Unrolled, target: Target, block: readonly Unit[], positions: number): number[][] {
  const [, height, width] = planeShape(network.populations[block[0]!.population]!.shape);
  if (positions === 1 || height * width !== positions) return Array.from({ length: positions }, (_, position) => [position]);
  let [tileHeight, tileWidth] = [height, width];
  for (const unit of block) {
    if (unit.input.kind !== 'synapses') continue;
    const projection = network.projections[unit.input.projection] as ConvolutionProjection;
    const shape = largestTile(unit, projection, target, bitsOfUnit(unit, network), [height, width]);
    if (shape[0] * shape[1] < tileHeight * tileWidth) [tileHeight, tileWidth] = shape;
  }
  const tiles: number[][] = [];
  for (let top = 0; top < height; top += tileHeight) {
    for (let left = 0; left < width; left += tileWidth) {
      const tile: number[] = [];
      for (let y = top; y < Math.min(top + tileHeight, height); y++) {
        for (let x = left; x < Math.min(left + tileWidth, width); x++) tile.push(y * width + x);
      }
      tiles.push(tile);
    }
  }
  return tiles;
}

/** Rows x columns of positions whose columns, memory and joint rows fit one core: the most positions, then the fewest rows. */
function largestTile(unit: Unit, projection: ConvolutionProjection, target: Target, bits: number, [height, width]: [number, number]): [number, number] {
  const { crossbars, neurons, synapseMemory_bits: memory } = target.core;
  const columns = length(unit.columns);
  const most = Math.floor(Math.min(
    (crossbars?.columns ?? Infinity) / columns, (neurons ?? Infinity) / columns, (memory ?? Infinity) / (cellsOf(unit) * bits), height * width,
  ));
  const [, , kernelHeight, kernelWidth] = projection.weights.shape as [number, number, number, number];
  const channels = inputsOf(unit) / (kernelHeight * kernelWidth);
  const reach = (extent: number, kernel: number, axis: 0 | 1): number =>
    Math.min((extent - 1) * projection.stride[axis] + (kernel - 1) * projection.dilation[axis] + 1, extent * kernel);
  let best: [number, number] = [1, 1];
  let bestRows = Infinity;
  for (let y = 1; y <= Math.min(height, most); y++) {
    for (let x = 1; x <= Math.min(width, Math.floor(most / y)); x++) {
      const rows = channels * reach(y, kernelHeight, 0) * reach(x, kernelWidth, 1);
      if (crossbars && rows > crossbars.rows) continue;
      if (y * x > best[0] * best[1] || (y * x === best[0] * best[1] && rows < bestRows)) {
        best = [y, x];
        bestRows = rows;
      }
    }
  }
  return best;
}
