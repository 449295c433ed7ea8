import type { Clustered } from '../../src/ir/clustered.ts';
import { coresOfPieces, inputCoresOf, usedCores, type GivenMapping } from '../../src/ir/given-mapping.ts';
import type { Pass } from '../../src/ir/pass.ts';
import type { Placed } from '../../src/ir/placed.ts';

/** In place of `place`, where a file of the user says which core has each neuron (--mapping): clusters are its cores, ascending. */
export const placeAsGiven: Pass<Clustered, Placed, { readonly given: GivenMapping }> = {
  name: 'place',
  summary: 'every cluster is on the core that the mapping file names',
  options: [],
  run(clustered, { given }, { target }) {
    if (!target) throw new Error('the pass place needs a target');
    const coreOf = usedCores(coresOfPieces(given, clustered.unrolled, clustered.style).cores);
    const inputCores = inputCoresOf(given, clustered.unrolled.network, target);
    return { output: { stage: 'placed', clustered, coreOf, ...(inputCores && { inputCores }) }, diagnostics: [], statistics: {} };
  },
};
