import { fail } from '../../src/diagnostics/diagnostic.ts';
import { levelsOf, mostBits, type WeightLevels } from '../../src/ir/levels.ts';
import { isSynaptic, neuronCount, populationNamed, type ConvolutionProjection, type DenseProjection, type Network, type Projection } from '../../src/ir/network.ts';
import { rowGeometry, weightOffset } from '../../src/ir/rows.ts';
import { allocate, elementType, tensor } from '../../src/ir/tensor.ts';
import { layoutOf } from '../../src/ir/unrolled.ts';

/** Largest matrix a convolution may be written out to, weights. */
const LARGEST_MATRIX = 2 ** 26;

/**
 * A population fed by a dense projection has one position, so a convolution into it as well must be written as a matrix.
 * Such populations are rare and small (a skip connection into a fully connected population); all others pass unchanged.
 */
export function withUniformLayouts(network: Network): Network {
  const projections = network.projections.map((projection) => {
    if (projection.kind !== 'convolution') return projection;
    const destination = populationNamed(network, projection.destination);
    const written = rowGeometry(network, projection).positions;
    return layoutOf(network, destination).positions === written ? projection : asMatrix(network, projection);
  });
  return withMostBits(network, projections);
}

/** What does not say its levels has those of the network, so all must say theirs where a matrix has more bits. */
function withMostBits(network: Network, projections: readonly Projection[]): Network {
  const bits = mostBits({ ...network, projections });
  if (network.bits === null || bits <= network.bits) return { ...network, projections };
  return { ...network, bits, projections: projections.map((projection) => (isSynaptic(projection) ? { ...projection, levels: levelsOf(projection, network) } : projection)) };
}

function asMatrix(network: Network, projection: ConvolutionProjection): DenseProjection {
  const geometry = rowGeometry(network, projection);
  const outputs = neuronCount(populationNamed(network, projection.destination));
  if (outputs * geometry.inputs > LARGEST_MATRIX) {
    fail('S703', {
      limit: 'weights of a convolution written as a matrix', demand: outputs * geometry.inputs, available: LARGEST_MATRIX,
      population: projection.destination, remedy: 'do not feed one population by a convolution and a dense projection at once',
    });
  }
  const weights = allocate(elementType(projection.weights.data), outputs * geometry.inputs);
  for (let position = 0; position < geometry.positions; position++) {
    for (let group = 0; group < geometry.groups; group++) {
      for (let row = 0; row < geometry.rowsPerGroup; row++) {
        const input = geometry.inputAt(position, group, row);
        if (input < 0) continue;
        for (let column = 0; column < geometry.columnsPerGroup; column++) {
          const output = (group * geometry.columnsPerGroup + column) * geometry.positions + position;
          weights[output * geometry.inputs + input] = projection.weights.data[weightOffset(geometry, group, row, column)]!;
        }
      }
    }
  }
  const { name, source, destination, delay, receptor, origin, window, levels } = projection;
  return {
    kind: 'dense', name, source, destination, delay, ...(receptor && { receptor }), origin, window, ...(levels && { levels: withZero(levels) }),
    weights: tensor([outputs, geometry.inputs], weights), bias: projection.bias && repeat(projection.bias, geometry.positions),
  };
}

/** The matrix has cells without a synapse, whose level is 0: mid-rise levels become the mid-tread ones of one bit more, which go as far and have a 0. */
function withZero({ bits, rise }: WeightLevels): WeightLevels {
  return rise === 'mid-rise' ? { bits: bits + 1, rise: 'mid-tread' } : { bits, rise };
}

function repeat(perChannel: Float32Array, positions: number): Float32Array {
  return Float32Array.from({ length: perChannel.length * positions }, (_, i) => perChannel[Math.floor(i / positions)]!);
}
