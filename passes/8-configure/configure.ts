import { diagnose, type Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import type { Configuration, ConfiguredPopulation, ConfiguredUnit } from '../../src/ir/configuration.ts';
import { isSpiking, neuronBases, populationNamed, type Network, type Population, type SynapticProjection } from '../../src/ir/network.ts';
import type { Pass } from '../../src/ir/pass.ts';
import { driveCount, driveOfProjection, projectionsByDrive, RECEPTORS } from '../../src/ir/receptors.ts';
import { rowGeometry } from '../../src/ir/rows.ts';
import type { Routed } from '../../src/ir/routed.ts';
import { scheduleOf } from '../../src/ir/population-graph.ts';
import type { Target } from '../../src/ir/target.ts';
import { isTemporal } from '../../src/ir/temporal.ts';
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
      bits: network.bits!, ...(target.cellBits !== undefined && { cellBits: target.cellBits }), timesteps: isTemporal(network) ? 1 : network.timesteps!, dt_s: network.dt_s, ...(network.tau_s !== undefined && { tau_s: network.tau_s }),
      populations: network.populations.map((population, i) => configurePopulation(network, population, bases[i]!, routed.placed.inputCores?.subarray(bases[i], bases[i + 1]))),
      output: {
        population: network.populations.findIndex(({ name }) => name === network.output.population),
        readout: network.output.readout,
      },
      schedule: scheduleOf(network),
      blocks: network.projections.map((projection) => {
        const { rowsPerGroup, columnsPerGroup, lists } = rowGeometry(network, projection as SynapticProjection);
        const destination = populationNamed(network, projection.destination);
        const receptor = driveCount(destination) === 2 ? RECEPTORS[driveOfProjection(projection, destination)] : null;
        const { weights, levels } = projection as SynapticProjection;
        return { name: projection.name, stored: STORED[(projection as SynapticProjection).kind], levels: weights as Tensor<Int8Array>, rowsPerGroup, columnsPerGroup, receptor, ...(lists && { lists: lists.offsets }), ...levels };
      }),
      units: units.map(({ population, columns, soma, input }): ConfiguredUnit => ({
        population, columns, soma,
        synapses: input.kind === 'sums' ? null : { block: input.projection, groups: input.groups, rows: input.rows, ...(input.also && { also: input.also }) },
      })),
      applications, addresses,
      routes: routed.routes, keys: routed.keys, axonRoutes: routed.axons,
      ...(network.calibration !== undefined && { calibration: network.calibration }),
    };
    const statistics = { applications: applications.unit.length, addresses: addresses.delays.length, axonEntries: addresses.axons.length };
    return { output, diagnostics: warnOfSums(output, target), statistics };
  },
};

/** Partial sums that leave their core need packets with a payload; those added where they are formed need none. */
function warnOfSums({ applications: { sumRoute, unit }, units, populations }: Configuration, target: Target): readonly Diagnostic[] {
  if (target.partialSums === 'carried') return [];
  const split = new Set<string>();
  sumRoute.forEach((route, application) => { if (route >= 0) split.add(populations[units[unit[application]!]!.population]!.name); });
  return split.size === 0 ? [] : [diagnose('S708', { target: target.name, populations: [...split].join(', ') })];
}

function configurePopulation(network: Network, population: Population, firstNeuron: number, cores?: Int32Array): ConfiguredPopulation {
  const { name, shape, neuron } = population;
  const { features, positions } = layoutOf(network, population);
  if (neuron.kind === 'input') {
    return { kind: 'input', name, shape, firstNeuron, features, positions, coding: neuron.coding, levels: neuron.levels ?? null, ...(neuron.amplitude !== undefined && { amplitude: neuron.amplitude }), ...(neuron.times && { times: neuron.times }), ...(cores?.some((core) => core >= 0) && { cores: cores.slice() }) };
  }
  if (!isSpiking(neuron)) throw new Error(`population ${name} is not spiking`);
  const [bias, inhibitoryBias] = projectionsByDrive(network, population).map((incoming) => biasOf(incoming as readonly SynapticProjection[], hasLists(network, name) ? features * positions : features));
  return { kind: 'neurons', name, shape, firstNeuron, features, positions, neuron, bias: bias!, inhibitoryBias: inhibitoryBias ?? null };
}

function hasLists({ projections }: Network, population: string): boolean {
  return projections.some(({ kind, destination }) => kind === 'listed' && destination === population);
}

/** How a core stores the synapses of a projection. */
const STORED = { dense: 'matrix', listed: 'list', convolution: 'kernel' } as const;

/** Sum of the biases of projections, rounded once to f32: one value a feature, or one a neuron. */
function biasOf(incoming: readonly SynapticProjection[], size: number): Float32Array {
  const sum = new Float64Array(size);
  for (const { bias } of incoming) {
    if (!bias) continue;
    const each = size / bias.length;
    for (let i = 0; i < size; i++) sum[i]! += bias[Math.floor(i / each)]!;
  }
  return Float32Array.from(sum);
}
