import { fail } from '../../src/diagnostics/diagnostic.ts';
import type { Clustered } from '../../src/ir/clustered.ts';
import { coresOfPieces, inputCoresOf, usedCores, type GivenMapping } from '../../src/ir/given-mapping.ts';
import type { Pass } from '../../src/ir/pass.ts';
import type { Placed } from '../../src/ir/placed.ts';
import type { Target } from '../../src/ir/target.ts';

/** In place of `place`, where a file of the user says which core has each neuron (--mapping): clusters are its cores, ascending. */
export const placeAsGiven: Pass<Clustered, Placed, { readonly given: GivenMapping }> = {
  name: 'place',
  summary: 'every cluster is on the core that the mapping file names',
  options: [],
  run(clustered, { given }, { target }) {
    if (!target) throw new Error('the pass place needs a target');
    const coreOf = usedCores(coresOfPieces(given, clustered.unrolled, clustered.style).cores);
    const inputCores = inputCoresOf(given, clustered.unrolled.network, target);
    refuseFaulty(new Set([...coreOf, ...(inputCores ?? []).filter((core) => core >= 0)]), target, given.file);
    return { output: { stage: 'placed', clustered, coreOf, ...(inputCores && { inputCores }) }, diagnostics: [], statistics: {} };
  },
};

function refuseFaulty(used: ReadonlySet<number>, { name, mesh: { faultyCores = [] } }: Target, file: string): void {
  const faulty = faultyCores.filter((core) => used.has(core));
  if (faulty.length > 0) fail('S844', { core: Math.min(...faulty), others: faulty.length - 1, target: name }, { file });
}
