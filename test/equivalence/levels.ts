import { areBytes, isLevel, largestLevel, mostBits, type WeightLevels } from '../../src/ir/levels.ts';
import type { Network, SynapticProjection } from '../../src/ir/network.ts';
import { drawFrom, type Draw } from './networks.ts';

/** All that the shipped targets store, also where a convolution becomes a matrix, whose mid-rise levels take one bit more. */
const KINDS: readonly WeightLevels[] = [
  ...[2, 3, 4, 5, 8].map((bits) => ({ bits, rise: 'mid-tread' as const })), ...[1, 2, 3, 4, 5, 6, 7].map((bits) => ({ bits, rise: 'mid-rise' as const })),
];

/** A quantised network with other levels: every projection has its own kind, and each of its levels is drawn; some say nothing and have those of the network. */
export function drawLevels(network: Network, seed: number): Network {
  const draw = drawFrom(seed + 2);
  const projections = network.projections.map((projection) => {
    const levels = draw.one(KINDS);
    return { ...(projection as SynapticProjection), levels, weights: { ...(projection as SynapticProjection).weights, data: drawData(draw, levels, (projection as SynapticProjection).weights.data.length) } };
  });
  const bits = mostBits({ ...network, projections });
  return {
    ...network, bits,
    projections: projections.map(({ levels, ...projection }) => (levels.rise === 'mid-tread' && levels.bits === bits && draw.real() < 0.5 ? projection : { ...projection, levels })),
  };
}

function drawData(draw: Draw, levels: WeightLevels, size: number): Int8Array | Int16Array {
  const most = largestLevel(levels.bits, levels.rise);
  const data = areBytes(levels) ? new Int8Array(size) : new Int16Array(size);
  for (let index = 0; index < size; index++) {
    const level = draw.real() < 0.1 ? draw.one([-most, most]) : draw.whole(-most, most);
    data[index] = isLevel(level, levels.rise) ? level : level + 1;
  }
  return data;
}
