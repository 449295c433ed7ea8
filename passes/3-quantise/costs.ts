import { outputsWith, type RateNetwork } from '../../src/calibrate/analog.ts';
import { isSynaptic, populationNamed, projectionsInto, type Network } from '../../src/ir/network.ts';
import { asWeights } from './levels.ts';
import type { Rounding } from './nearest.ts';

/**
 * For every projection the share of the samples, 0..1, whose predicted class changes when its weights alone are rounded, in the network of rates.
 * Nothing is lost by levels that say every weight.
 */
export function changedPredictions(network: Network, rates: RateNetwork, roundings: ReadonlyMap<string, Rounding>): ReadonlyMap<string, number> {
  const { layout, means } = rates.rates.get(network.output.population)!;
  const usual = predictions(means, layout.size, layout.channels);
  const found = new Map<string, number>();
  for (const [name, rounding] of roundings) {
    const population = populationNamed(network, name);
    for (const projection of projectionsInto(network, name).filter(isSynaptic)) {
      const weights = asWeights(projection, population, rounding.scales.scales, rounding.inputScales.get(projection.name)!, rounding.rounded.get(projection.name)!.data);
      const outputs = rounding.lossless ? means : outputsWith(rates, population, (other) => (other === projection ? weights : (other.weights.data as Float32Array)));
      const own = predictions(outputs, layout.size, layout.channels);
      found.set(projection.name, own.reduce((sum, one, sample) => sum + Number(one !== usual[sample]), 0) / own.length);
    }
  }
  return found;
}

/** Index of the largest of the first `outputs` of each sample, the lowest on a tie. */
function predictions(values: Float32Array, size: number, outputs: number): Int32Array {
  return Int32Array.from({ length: values.length / size }, (_, sample) => {
    let best = 0;
    for (let output = 1; output < outputs; output++) if (values[sample * size + output]! > values[sample * size + best]!) best = output;
    return best;
  });
}
