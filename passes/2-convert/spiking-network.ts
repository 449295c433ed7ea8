import { diagnose, stopOnErrors, type Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { integrateAndFire, isPlain, isSpiking, populationNamed, type Network, type Population } from '../../src/ir/network.ts';
import type { PassResult } from '../../src/ir/pass.ts';
import { normalised, UNREACHABLE } from './normalise.ts';

/** A network that spikes already: its neurons as near to plain ones as they get, a linear output as neurons that integrate and never fire. */
export function normaliseSpiking(network: Network, spiking: Population): PassResult<Network> {
  const { output } = network;
  stopOnErrors(network.populations.flatMap((population) => refusals(network, population, spiking)));
  let normal = 0;
  const populations = network.populations.map((population) => {
    const { neuron, name } = population;
    if (neuron.kind === 'linear') return { ...population, neuron: integrateAndFire({ threshold: UNREACHABLE }) };
    if (!isSpiking(neuron)) return population;
    const next = normalised(population, neuron, network.dt_s, name === output.population && output.readout === 'membrane');
    if (isPlain(next)) normal++;
    return { ...population, neuron: next };
  });
  const linear = populationNamed(network, output.population).neuron.kind === 'linear';
  return {
    output: { ...network, populations, output: linear ? { ...output, readout: 'membrane' } : output }, diagnostics: [],
    statistics: { 'populations converted': 0, 'populations of plain neurons': normal },
  };
}

/** What hardware cannot carry: activations but for a linear output, potentials that travel, several spikes a step. */
function refusals(network: Network, population: Population, spiking: Population): readonly Diagnostic[] {
  const { name, neuron, origin } = population;
  const isOutput = name === network.output.population;
  if (neuron.kind === 'quantised') return [diagnose('S545', { population: name, reason: `stands beside "${spiking.name}", which spikes` }, origin)];
  if (!isSpiking(neuron)) return neuron.kind === 'relu' || (neuron.kind === 'linear' && !isOutput) ? [diagnose('S541', { population: name, spiking: spiking.name }, origin)] : [];
  if (neuron.spikesPerStep === 'floor') return [diagnose('S547', { population: name }, origin)];
  const listens = network.projections.find(({ source }) => source === name);
  if (neuron.sends === 'potential' && (listens || !isOutput)) return [diagnose('S546', { population: name, listener: listens?.destination ?? null }, origin)];
  return [];
}
