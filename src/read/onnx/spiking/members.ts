import { diagnose, type Diagnostic } from '../../../diagnostics/diagnostic.ts';
import { identifierFrom, uniqueName } from '../../names.ts';
import type { Member } from './assembly.ts';
import { valueOf, type Flow } from './flow.ts';
import type { Misfit } from './neuron-form.ts';
import { whereIs, type FoundPopulation } from './population.ts';
import type { StepPart } from './step-cells.ts';
import type { Chain, Timeline } from './timeline.ts';
import { populationOf } from './unrolled-cells.ts';

export interface Members {
  /** By chain, in the order of their potentials: what drives a population comes before it. */
  readonly byChain: ReadonlyMap<number, Member>;
  readonly diagnostics: readonly Diagnostic[];
}

/** The populations of a graph of all timesteps. */
export function unrolledMembers(flow: Flow, timeline: Timeline, taken: Map<string, number>): Members {
  const found = timeline.chains.map((chain) => ({ chain: chain.id, potential: chain.potentials[0]!.id, found: populationOf(flow, timeline, chain, null) }));
  return membersOf(flow, timeline, found, taken);
}

/** The populations of a graph of one timestep. Potentials that no state belongs to have lost theirs. */
export function stepMembers(flow: Flow, timeline: Timeline, parts: readonly StepPart[], taken: Map<string, number>): Members {
  const found = parts.flatMap((part) => {
    if (part.kind === 'other') return [];
    const potential = part.kind === 'population' ? part.found.potential : part.potential;
    const chain = timeline.potentialAt(potential)?.chain ?? potential;
    return [{ chain, potential, found: part.kind === 'population' ? part.found : part.misfit }];
  });
  const lost = timeline.chains.filter(({ id }) => !found.some(({ chain }) => chain === id));
  const members = membersOf(flow, timeline, found, taken);
  return { ...members, diagnostics: [...members.diagnostics, ...lost.map((chain) => lostState(flow, chain, taken))] };
}

export function lostState(flow: Flow, chain: Chain, taken: Map<string, number>): Diagnostic {
  const [first] = chain.potentials;
  return diagnose('S323', { population: `"${nameOf(flow, chain.potentials.flatMap(({ id, tests }) => [...tests, id]), taken)}"` }, whereIs(flow, first!.tests[0] ?? first!.id));
}

interface Found {
  readonly chain: number;
  readonly potential: number;
  readonly found: FoundPopulation | Misfit;
}

function membersOf(flow: Flow, timeline: Timeline, all: readonly Found[], taken: Map<string, number>): Members {
  const byChain = new Map<number, Member>();
  const diagnostics: Diagnostic[] = [];
  for (const { chain, potential, found } of all.toSorted((a, b) => a.potential - b.potential)) {
    const tests = timeline.potentialAt(potential)?.tests ?? [];
    const name = nameOf(flow, [...tests, potential], taken);
    if ('misfit' in found) diagnostics.push(diagnose('S324', { part: `population "${name}"`, reason: found.misfit }, whereIs(flow, tests[0] ?? potential)));
    else byChain.set(chain, { chain, name, dims: valueOf(flow, found.potential).dims, found });
  }
  return { byChain, diagnostics };
}

/** The part of the graph that a population stands in, by the names of its nodes; exporters name nodes by module, /lif1/Greater. */
export function nameOf(flow: Flow, ids: readonly number[], taken: Map<string, number>): string {
  const scopes = ids.map((id) => valueOf(flow, id).node?.name.replace(/\/?[^/]*$/, '') ?? '');
  return uniqueName(taken, identifierFrom(scopes.find((scope) => scope !== '') ?? '') || 'neurons');
}
