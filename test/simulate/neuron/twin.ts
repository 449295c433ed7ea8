import type { Configuration, ConfiguredInput, ConfiguredNeurons } from '../../../src/ir/configuration.ts';
import type { Dataset } from '../../../src/ir/dataset.ts';
import type { VoltageDomainCircuit } from '../../../src/ir/neuron-circuit.ts';

/** The law as the vocabulary writes it, for one neuron: potential before, drives in thresholds, potential after (not yet reset). */
export function lawByHand(c: VoltageDomainCircuit, from_V: number, positive: number, negative: number): number {
  const up = (v: number): number => Math.max(0, 1 - v / c.earlyUp_V) * (1 - Math.exp(-(c.supply_V - v) / c.knee_V));
  const down = (v: number): number => (c.down === 'mirror' ? Math.max(0, 1 - (c.supply_V - v) / c.earlyDown_V) : 1 + v / c.earlyDown_V) * (1 - Math.exp(-v / c.knee_V));
  const middle_V = (c.reset_V + c.threshold_V) / 2;
  const swing_V = c.threshold_V - c.reset_V;
  let v = from_V;
  for (let i = 0; i < c.subSteps; i++) {
    const moved = v + (swing_V * (positive * (up(v) / up(middle_V)) - negative * (down(v) / down(middle_V)))) / c.subSteps;
    v = Math.min(c.supply_V, Math.max(0, moved));
  }
  return v;
}

/** A chain of dense populations on one input of values, neuron by neuron: spikes of each population as [sample, timestep, neuron]. */
export function chainByHand({ populations, blocks, timesteps }: Configuration, data: Dataset, c: VoltageDomainCircuit): Record<string, number[]> {
  const input = populations[0] as ConfiguredInput;
  const trains: Record<string, number[]> = Object.fromEntries(populations.slice(1).map(({ name }) => [name, []]));
  const values = new Float32Array(input.features);
  for (let sample = 0; sample < data.count; sample++) {
    data.read(sample, values);
    const { scale, low, high } = input.levels!;
    const levels = [...values].map((value) => Math.min(high, Math.max(low, Math.round(value / scale))));
    const membranes = populations.slice(1).map((population) => startOf(population as ConfiguredNeurons, c));
    for (let t = 0; t < timesteps; t++) {
      let heard: readonly number[] = levels;
      populations.slice(1).forEach((population, p) => {
        const { features, bias, neuron, name } = population as ConfiguredNeurons;
        const { levels: { data: weights }, rowsPerGroup } = blocks[p]!;
        const fired = Array.from({ length: features }, (_, f) => {
          let [positive, negative] = [Math.max(0, bias[f]!), Math.max(0, -bias[f]!)];
          heard.forEach((x, row) => {
            const product = x * weights[f * rowsPerGroup + row]!;
            if (product > 0) positive += product;
            else negative -= product;
          });
          const threshold = at(neuron.threshold, f);
          const v = lawByHand(c, membranes[p]![f]!, positive / threshold, negative / threshold);
          membranes[p]![f] = v >= c.threshold_V ? c.reset_V : v;
          return v >= c.threshold_V ? 1 : 0;
        });
        trains[name]!.push(...fired);
        heard = fired;
      });
    }
  }
  return trains;
}

function startOf({ features, neuron }: ConfiguredNeurons, { reset_V, threshold_V, supply_V }: VoltageDomainCircuit): number[] {
  return Array.from({ length: features }, (_, f) => Math.min(supply_V, Math.max(0, reset_V + ((threshold_V - reset_V) * at(neuron.initial, f)) / at(neuron.threshold, f))));
}

function at(parameter: number | Float32Array, feature: number): number {
  return typeof parameter === 'number' ? parameter : parameter[feature]!;
}
