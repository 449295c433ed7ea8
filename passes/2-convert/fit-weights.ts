import type { Layout } from '../../src/calibrate/layout.ts';
import type { Products } from '../../src/calibrate/linear/product.ts';
import { centre, MOST_INPUTS, patchSamples, rowsAt } from '../../src/calibrate/patch-samples.ts';
import { patchLength, setGroupMatrix } from '../../src/calibrate/patches.ts';
import { addDrive } from '../../src/calibrate/drives.ts';
import type { Incoming, Sent } from '../../src/calibrate/population-drive.ts';
import { ridgeChange } from '../../src/calibrate/ridge.ts';

/** Pull towards the weights of the file, as a share of the mean power of an input. */
const RIDGE = 0.1;

/**
 * Weights that bring the drive by mean spikes as near as they can to the drive by activations: for each projection in turn the change D with
 * the least |X D - R|^2 + mu |D|^2 over its centred inputs X and what the drive still lacks R (ridge regression towards the weights given).
 * Projections whose sources are not spikes, convolutions in groups, and those of `isKept` keep their weights.
 * @param wanted [samples x size] drive with biases, @param bias one a place
 */
export function fittedWeights(
  products: Products, incoming: readonly Incoming[], isKept: (one: Incoming) => boolean, sent: ReadonlyMap<string, Sent>, wanted: Float32Array, bias: Float32Array, layout: Layout,
): readonly Incoming[] {
  const lacking = wanted.map((value, at) => value - bias[at % layout.size]!);
  const subtract = ({ projection, patches, weights }: Incoming): void => {
    const source = sent.get(projection.source)!;
    addDrive(products, patches, weights.map((weight) => -weight), source.means, source.layout, lacking, layout);
  };
  incoming.forEach(subtract);
  return incoming.map((one) => {
    const source = sent.get(one.projection.source)!;
    if (!source.trains || one.patches.groups > 1 || isKept(one)) return one;
    const change = changeOf(products, one, source, lacking, layout);
    if (!change) return one;
    subtract({ ...one, weights: change });
    return { ...one, weights: one.weights.map((weight, index) => weight + change[index]!) };
  });
}

/** Null where the inputs do not tell (never a spike), or are too many. */
function changeOf(products: Products, { patches, weights }: Incoming, source: Sent, lacking: Float32Array, layout: Layout): Float32Array | null {
  const length = patchLength(patches);
  if (length > MOST_INPUTS) return null;
  const samples = patchSamples(patches, 0, source);
  const rest = rowsAt(lacking, samples, patches, 0, layout);
  centre(samples.inputs, length);
  centre(rest, patches.perGroup);
  const gram = new Float64Array(length * length);
  products.gramInto(gram, samples.inputs, samples.rows);
  const solved = ridgeChange(products, gram, samples.inputs, rest, samples.rows, RIDGE);
  if (!solved) return null;
  const change = new Float32Array(weights.length);
  setGroupMatrix(solved, patches, 0, change);
  return change;
}
