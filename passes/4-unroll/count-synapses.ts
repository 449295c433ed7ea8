import { diagnose, type Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import type { Network, SynapticProjection } from '../../src/ir/network.ts';
import { rowGeometry, synapsesOf } from '../../src/ir/rows.ts';
import { cellsOf, positionCount, type Unrolled } from '../../src/ir/unrolled.ts';

/** Synapses that the units hold; taps in the padding of a convolution count. */
export function synapsesInUnits({ network, units }: Unrolled): number {
  return units.reduce((sum, unit) => sum + cellsOf(unit) * positionCount(unit, network), 0);
}

/** Partial sums that units pass on to others. */
export function sumsPassedOn({ network, units }: Unrolled): number {
  return units.reduce((sum, unit) => sum + (unit.soma ? 0 : (unit.columns.end - unit.columns.start) * positionCount(unit, network)), 0);
}

/** Synapses by the formula of each projection: groups x rows x columns x positions, or the length of its lists. */
export function synapsesByFormula(network: Network): number {
  return network.projections.reduce((sum, projection) => sum + synapsesOf(rowGeometry(network, projection as SynapticProjection)), 0);
}

/**
 * Whether chains hold every synapse of the network that they were made of: S702 where they do not. Counted without looking at a list that the pass made: axons
 * of each row times its columns. Overlapping sum windows are left out, as their synapses between one pair are added up.
 */
export function lostInChains(before: Network, after: Network, chained: ReadonlySet<string>, links: number): readonly Diagnostic[] {
  const own = before.projections.filter(({ destination }) => chained.has(destination)) as readonly SynapticProjection[];
  if (own.some(({ window }) => window && window.kernel.some((extent, axis) => extent > window.stride[axis as 0 | 1]))) return [];
  const wanted = own.reduce((sum, projection) => sum + axonSynapses(before, projection), 0);
  const found = after.projections.filter(({ destination }) => chained.has(destination)).reduce((sum, projection) => sum + (projection as SynapticProjection).weights.data.length, 0) - links;
  return found === wanted ? [] : [diagnose('S702', { reason: `its chains hold ${found} of ${wanted} synapses` }, { place: before.name })];
}

/** Synapses of a projection where every axon of a sum window has its own. */
function axonSynapses(network: Network, projection: SynapticProjection): number {
  const { groups, rowsPerGroup, columnsPerGroup, positions, inputAt, window, lists } = rowGeometry(network, projection);
  if (lists) return lists.offsets[positions]!;
  let sum = 0;
  for (let position = 0; position < positions; position++) {
    for (let group = 0; group < groups; group++) {
      for (let row = 0; row < rowsPerGroup; row++) {
        const input = inputAt(position, group, row);
        if (input >= 0) sum += window ? window.offsets[input + 1]! - window.offsets[input]! : 1;
      }
    }
  }
  return sum * columnsPerGroup;
}
