import { groupByCluster, type Clustered } from '../ir/clustered.ts';
import { levelsOfBlock, type Configuration } from '../ir/configuration.ts';
import { printLevels, type WeightLevels } from '../ir/levels.ts';
import type { Placed } from '../ir/placed.ts';
import type { Routed } from '../ir/routed.ts';
import type { Stage } from '../ir/stage.ts';
import { cellsOf, inputsOf, length, positionCount, projectionsOfUnit, type Unrolled } from '../ir/unrolled.ts';
import { isSynaptic, type Network } from '../ir/network.ts';
import type { Assumption } from '../read/assumptions.ts';
import { printSynet } from '../read/synet/print.ts';
import { describeCalibration } from './calibration.ts';
import { describeRouters } from './describe-routers.ts';
import { equationsOf } from './equations.ts';
import { plural } from './quantity.ts';

/**
 * A stage for reading: networks in the network language, later stages as tables. Large tensors are named, not printed, unless the text is
 * to stand alone (`complete`): then a network reads back equal. The equations of every population, and what was assumed when the network
 * was read, stand above it as comments.
 */
export function describeStage(stage: Stage, complete = false, assumptions: readonly Assumption[] = []): string {
  switch (stage.stage) {
    case 'unrolled': return describeUnrolled(stage);
    case 'clustered': return describeClustered(stage);
    case 'placed': return describePlaced(stage);
    case 'routed': return describeRouted(stage);
    case 'configuration': return describeConfiguration(stage);
    default: {
      const { text, tensors } = printSynet(stage, { sideFile: `${stage.name}.npz`, ...(complete ? { inlineLimit: Infinity } : {}) });
      const note = tensors.size > 0 ? `# ${tensors.size} tensors of more than 64 values are written beside the file by -o ${stage.name}.synet\n` : '';
      return `${explain(stage, assumptions)}${note}${text}`;
    }
  }
}

const LEGEND = "X is what a population's projections bring in a timestep (weights times signals, and biases); v' is the new v, n the spikes sent, n- those of before";

function explain(network: Network, assumptions: readonly Assumption[]): string {
  const populations = network.populations.flatMap((population) => [
    `${population.name} [${population.shape.join(', ')}] ${population.neuron.kind}`,
    ...equationsOf(population, network).map((line) => `    ${line}`),
  ]);
  const assumed = assumptions.map(({ text, option, settled }) => `${settled ? 'settled' : 'assumed'}: ${text}${option === null ? '' : `      (${option})`}`);
  const calibrated = network.calibration ? describeCalibration(network.calibration) : [];
  return [LEGEND, ...populations, ...calibrated, ...assumed].map((line) => `# ${line}\n`).join('');
}

function describeUnrolled({ network, units, fanIn, mode }: Unrolled): string {
  const rows = units.map(({ population, columns, input, soma }, id) => {
    const { name } = network.populations[population]!;
    const positions = positionCount(units[id]!, network);
    const from = input.kind === 'sums' ? `sum of units ${input.units.join(' ')}`
      : `${projectionsOfUnit(units[id]!).map((index) => network.projections[index]!.name).join(' + ')} groups ${input.groups.start}..${input.groups.end} rows ${input.rows.start}..${input.rows.end}`;
    return `unit ${id}: ${name} columns ${columns.start}..${columns.end}, ${inputsOf(units[id]!)} inputs, ${positions} positions, ${soma ? 'soma' : 'partial sum'}, ${from}`;
  });
  const levels = network.projections.filter(isSynaptic).flatMap((projection) => (projection.levels ? [describeLevels(projection.name, projection.levels)] : []));
  const synapses = units.reduce((sum, unit) => sum + cellsOf(unit) * positionCount(unit, network), 0);
  return lines(`unrolled ${network.name}: ${units.length} units within fan-in ${fanIn} (${mode}), ${synapses} synapses`, [...rows, ...levels]);
}

function describeClustered({ unrolled, clusterOf, clusterCount, style }: Clustered): string {
  const rows = groupByCluster(clusterOf, clusterCount).map((members, cluster) => `cluster ${cluster}: ${members.length} pieces`);
  return lines(`clustered ${unrolled.network.name}: ${clusterOf.length} pieces in ${clusterCount} clusters (${style})`, rows);
}

function describePlaced({ clustered, coreOf }: Placed): string {
  return lines(`placed ${clustered.unrolled.network.name}: ${coreOf.length} clusters`, Array.from(coreOf, (core, cluster) => `cluster ${cluster}: core ${core}`));
}

function describeRouted({ placed, routes, axons }: Routed): string {
  const rows = Array.from(routes.sourceTile, (tile, route) => `route ${route}: tile ${tile} to cores ${routes.cores.subarray(routes.offsets[route], routes.offsets[route + 1]).join(' ')}`);
  return lines(`routed ${placed.clustered.unrolled.network.name}: ${routes.sourceTile.length} routes, ${routes.entryRoute.length} router entries, ${axons.routes.length} axons`, rows);
}

function describeConfiguration(configuration: Configuration): string {
  const { blocks, populations, applications, addresses, units, timesteps, bits, target, style, calibration } = configuration;
  const rows = populations.map((population) => {
    const size = `${population.features} features x ${population.positions} positions`;
    return population.kind === 'input' ? `input ${population.name}: ${size}, coding ${population.coding}${population.amplitude === undefined ? '' : `, amplitude ${population.amplitude}`}`
      : `population ${population.name}: ${size}, ${population.neuron.kind}, reset ${population.neuron.reset}, fires at ${population.neuron.compare} threshold`;
  });
  const levels = blocks.map((block, index) => describeLevels(block.name ?? `block ${index}`, levelsOfBlock(block, configuration)));
  const columns = units.reduce((sum, unit) => sum + length(unit.columns), 0);
  return lines(`configuration ${configuration.name} for ${target} (${style}): ${plural(bits, 'bit')}, ${timesteps} timesteps, ${units.length} units with ${columns} columns, `
    + `${applications.unit.length} applications, ${addresses.delays.length} addresses, ${addresses.axons.length} axon entries`, [...rows, ...levels, ...describeRouters(configuration), ...(calibration ? describeCalibration(calibration) : [])]);
}

function describeLevels(projection: string, levels: WeightLevels): string {
  return `projection ${projection}: ${plural(levels.bits, 'bit')}, ${levels.rise}, levels ${printLevels(levels)}`;
}

function lines(head: string, rows: readonly string[]): string {
  return `${[head, ...rows.map((row) => `  ${row}`)].join('\n')}\n`;
}
