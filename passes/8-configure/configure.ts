import type { Configuration, ConfiguredPopulation, ConfiguredUnit } from '../../src/ir/configuration.ts';
import { isSpiking, neuronBases, populationNamed, type Network, type Population, type SynapticProjection } from '../../src/ir/network.ts';
import type { Pass } from '../../src/ir/pass.ts';
import { driveCount, driveOfProjection, projectionsByDrive, RECEPTORS } from '../../src/ir/receptors.ts';
import { rowGeometry } from '../../src/ir/rows.ts';
import type { Routed } from '../../src/ir/routed.ts';
import { scheduleOf } from '../../src/ir/population-graph.ts';
import type { Tensor } from '../../src/ir/tensor.ts';
import { layoutOf } from '../../src/ir/unrolled.ts';
import { loadCores } from './load-cores.ts';

/** Writes down what the chip is loaded with: levels, address and router tables, neuron parameters. */
export const configure: Pass<Routed, Configuration, Record<never, never>> = {
  name: 'configure',
  summary: 'crossbar levels, axon tables, routes and neuron parameters stand as a chip is loaded with them',
  options: [],
  run(routed, _options, { target }) {
    if (!target) throw new Error('the pass configure needs a target');
    const { network, units } = routed.placed.clustered.unrolled;
    const bases = neuronBases(network);
    const { applications, addresses } = loadCores(routed, target);
    const output: Configuration = {
      stage: 'configuration',
      name: network.name, target: target.name, style: target.style,
      bits: network.bits!, timesteps: network.timesteps!, dt_s: network.dt_s,
      populations: network.populations.map((population, i) => configurePopulation(network, population, bases[i]!)),
      output: {
        population: network.populations.findIndex(({ name }) => name === network.output.population),
        readout: network.output.readout,
      },
      schedule: scheduleOf(network),
      blocks: network.projections.map((projection) => {
        const { rowsPerGroup, columnsPerGroup } = rowGeometry(network, projection as SynapticProjection);
        const destination = populationNamed(network, projection.destination);
        const receptor = driveCount(destination) === 2 ? RECEPTORS[driveOfProjection(projection, destination)] : null;
        const { weights, levels } = projection as SynapticProjection;
        return { name: projection.name, levels: weights as Tensor<Int8Array>, rowsPerGroup, columnsPerGroup, receptor, ...levels };
      }),
      units: units.map(({ population, columns, soma, input }): ConfiguredUnit => ({
        population, columns, soma,
        synapses: input.kind === 'sums' ? null : { block: input.projection, groups: input.groups, rows: input.rows },
      })),
      applications, addresses,
      routes: routed.routes, axonRoutes: routed.axons,
      ...(network.calibration !== undefined && { calibration: network.calibration }),
    };
    const statistics = { applications: applications.unit.length, addresses: addresses.delays.length, axonEntries: addresses.axons.length };
    return { output, diagnostics: [], statistics };
  },
};

function configurePopulation(network: Network, population: Population, firstNeuron: number): ConfiguredPopulation {
  const { name, shape, neuron } = population;
  const { features, positions } = layoutOf(network, population);
  if (neuron.kind === 'input') {
    return { kind: 'input', name, shape, firstNeuron, features, positions, coding: neuron.coding, levels: neuron.levels ?? null, ...(neuron.amplitude !== undefined && { amplitude: neuron.amplitude }) };
  }
  if (!isSpiking(neuron)) throw new Error(`population ${name} is not spiking`);
  const [bias, inhibitoryBias] = projectionsByDrive(network, population).map((incoming) => biasOf(incoming as readonly SynapticProjection[], features));
  return { kind: 'neurons', name, shape, firstNeuron, features, positions, neuron, bias: bias!, inhibitoryBias: inhibitoryBias ?? null };
}

/** Sum of the biases of projections, rounded once to f32. */
function biasOf(incoming: readonly SynapticProjection[], features: number): Float32Array {
  const sum = new Float64Array(features);
  for (const { bias } of incoming) {
    if (!bias) continue;
    const perFeature = features / bias.length;
    for (let feature = 0; feature < features; feature++) sum[feature]! += bias[Math.floor(feature / perFeature)]!;
  }
  return Float32Array.from(sum);
}
