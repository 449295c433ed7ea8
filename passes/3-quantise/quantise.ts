import { stopOnErrors, type Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { isSpiking, type Network, type Population, type SynapticProjection } from '../../src/ir/network.ts';
import type { Pass, PassResult } from '../../src/ir/pass.ts';
import { addUpBiases } from './biases.ts';
import { bitsOf } from './bits.ts';
import { inputLevels } from './input-levels.ts';
import { channelOfRow, levelsOf, type Levels } from './levels.ts';
import { inLevels } from './neurons.ts';
import { incomingOf, scalesOf, type ScaleRule, type Scales } from './scales.ts';

export interface QuantiseOptions {
  /** Bits of a weight, sign included; 2..16. Null: as many as the levels of the file need, 8 where it has none. */
  readonly bits: number | null;
  /** How the value of one level is chosen; `auto` without it. */
  readonly scale?: ScaleRule;
}

/** Rounds weights to integer levels; the scale of each channel goes into its thresholds or gains. */
export const quantise: Pass<Network, Network, QuantiseOptions> = {
  name: 'quantise',
  summary: 'weights are integer levels with one scale per channel; bias is f32 in units of one level, and so are thresholds and potentials of plain neurons',
  options: [
    { name: 'bits', help: 'bits of a weight, sign included: levels run from -(2^(bits-1)-1) to 2^(bits-1)-1', default: 'what the levels of the file need, else 8' },
    { name: 'scale', help: 'value of one level: maximum (no weight is clipped), least-squares (least rounding error) or auto (least-squares below 4 bits)', default: 'auto' },
  ],
  run: (network, options, context) => {
    const bits = bitsOf(network, options.bits, context);
    const summed = addUpBiases(network);
    const inputs = inputLevels(summed, context);
    const leveled: Network = { ...summed, populations: summed.populations.map((population) => inputs.populations.get(population.name) ?? population) };
    return quantiseNetwork(leveled, bits, options.scale ?? 'auto', inputs.diagnostics);
  },
};

function quantiseNetwork(network: Network, bits: number, rule: ScaleRule, given: readonly Diagnostic[]): PassResult<Network> {
  const statistics: Record<string, number | string> = { bits };
  const diagnostics = [...given];
  const chosen = new Map<string, Scales>();
  const leveled = new Map<string, SynapticProjection>();
  let [zeros, total] = [0, 0];
  for (const population of network.populations) {
    const incoming = incomingOf(network, population);
    if (!isSpiking(population.neuron)) continue;
    const found = scalesOf(network, population, incoming, bits, rule);
    const own = found.scales;
    diagnostics.push(...found.diagnostics);
    chosen.set(population.name, found);
    for (const { projection, inputScale } of incoming) {
      const levels = levelsOf(projection, population, own, inputScale, bits);
      leveled.set(projection.name, withLevels(projection, population, levels, own));
      statistics[`${projection.name}: signal to noise, dB`] = Number.isFinite(levels.signalToNoise_dB) ? levels.signalToNoise_dB : 'lossless';
      statistics[`${projection.name}: share of zero levels`] = levels.zeros / levels.data.length;
      zeros += levels.zeros;
      total += levels.data.length;
    }
  }
  stopOnErrors(diagnostics);
  statistics['share of zero levels'] = zeros / total;
  const projections = network.projections.map((projection) => leveled.get(projection.name) ?? projection);
  const populations = network.populations.map((population) => {
    const own = chosen.get(population.name);
    return own ? inLevels(population, own.scales, own.physical) : population;
  });
  return { output: { ...network, stage: 'quantised', bits, populations, projections }, diagnostics, statistics };
}

function withLevels({ grid: _grid, ...projection }: SynapticProjection, destination: Population, { data }: Levels, scales: Float64Array): SynapticProjection {
  const channel = channelOfRow(projection, destination);
  const bias = projection.bias && projection.bias.map((value, row) => value / scales[channel(row)]!);
  return { ...projection, weights: { shape: projection.weights.shape, data }, bias };
}
