import { diagnose, stopOnErrors, type Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { printable } from '../../src/diagnostics/printable.ts';
import { demandOf, limitsAxons, limitsOf, type Clustered } from '../../src/ir/clustered.ts';
import { coresOfPieces, usedCores, type GivenMapping } from '../../src/ir/given-mapping.ts';
import { seatedInputs } from '../../src/ir/input-seats.ts';
import { neuronCount } from '../../src/ir/network.ts';
import type { Pass } from '../../src/ir/pass.ts';
import { estimatedProfile } from '../../src/ir/spike-profile.ts';
import { coreCount, type Target } from '../../src/ir/target.ts';
import type { Unrolled } from '../../src/ir/unrolled.ts';

export interface GivenOptions {
  readonly given: GivenMapping;
}

/** In place of `partition`, where a file of the user says which core has each neuron (--mapping): a cluster for every core that it uses. */
export const partitionAsGiven: Pass<Unrolled, Clustered, GivenOptions> = {
  name: 'partition',
  summary: 'every neuron is in the cluster of the core that the mapping file names',
  options: [],
  run(unrolled, { given }, { target }) {
    if (!target) throw new Error('the pass partition needs a target');
    const { cores, diagnostics } = coresOfPieces(given, unrolled, target.style);
    stopOnErrors(diagnostics);
    const used = usedCores(cores);
    const rank = new Map([...used].map((core, cluster) => [core, cluster]));
    // Nothing is weighed by it: measuring would be work for nothing.
    const profile = estimatedProfile(unrolled.network);
    const output: Clustered = { stage: 'clustered', unrolled, style: target.style, clusterOf: cores.map((core) => rank.get(core)!), clusterCount: used.length, profile };
    stopOnErrors([...withoutCores(given, unrolled, target), ...brokenLimits(output, used, target, given)]);
    return { output, diagnostics: [], statistics: { clusters: used.length } };
  },
};

/** Inputs of values that are no registers after all need a core too. */
function withoutCores({ cores, file }: GivenMapping, { network }: Unrolled, target: Target): readonly Diagnostic[] {
  return seatedInputs(network, target).filter(({ name }) => !cores.has(name)).map((population) =>
    diagnose('S830', { population: printable(population.name), neuron: 0, without: neuronCount(population), neurons: neuronCount(population) }, { file }));
}

/** What a core may not hold: the limit, what the mapping demands of it, and what the core has. */
function brokenLimits(clustered: Clustered, used: Int32Array, target: Target, given: GivenMapping): readonly Diagnostic[] {
  const inputs = new Int32Array(coreCount(target.mesh));
  for (const { name } of seatedInputs(clustered.unrolled.network, target)) for (const core of given.cores.get(name) ?? []) inputs[core]!++;
  return limitsOf(demandOf(clustered, target, limitsAxons(target)), target, clustered.style).flatMap(([limit, demand, available]) => {
    const onCore = limit === 'neurons' ? inputs.slice() : new Float64Array(inputs.length);
    used.forEach((core, cluster) => { onCore[core]! += demand[cluster]!; });
    const over = [...onCore.keys()].filter((core) => onCore[core]! > available);
    if (over.length === 0) return [];
    const worst = over.reduce((most, core) => (onCore[core]! > onCore[most]! ? core : most));
    return [diagnose('S832', { limit, demand: onCore[worst]!, available, core: printCore(worst, target), others: over.length - 1 }, { file: given.file })];
  });
}

function printCore(core: number, { mesh }: Target): string {
  const tile = Math.floor(core / mesh.coresPerTile);
  return `${core} (core ${core % mesh.coresPerTile} of the tile at x ${tile % mesh.width}, y ${Math.floor(tile / mesh.width)})`;
}
