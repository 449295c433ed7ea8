import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { GraphHeader } from '../model.ts';
import type { Member } from './assembly.ts';
import type { Building } from './building.ts';
import { evaluator } from './evaluator.ts';
import { isElementwise } from './expressions.ts';
import { isConstant, valueOf, type Flow } from './flow.ts';
import { operandsOf } from './needed.ts';
import { atomsOf, emptyTable } from './polynomial.ts';
import { isTest } from './element-functions.ts';
import { loopPairs, stepPairs, type NamedValue, type StatePair } from './states.ts';

/** The states of a graph of one timestep, or of a loop; none in a graph of all timesteps. */
export interface States {
  readonly isStep: boolean;
  readonly pairs: readonly StatePair[];
  /** States that are potentials nobody asks for spikes. */
  readonly recorded: readonly (readonly number[])[];
  /** Inputs that hold the spikes of the step before, with the population. */
  readonly feedback: (members: ReadonlyMap<number, Member>) => ReadonlyMap<number, number>;
  readonly diagnostics: readonly Diagnostic[];
}

export function pairsOf(flow: Flow, building: Building, graph: GraphHeader, outputs: readonly NamedValue[]): States {
  const inputs = graph.inputs.filter((input) => !building.tensors.has(input.name)).map(({ name }) => ({ name, id: building.names.get(name)! }));
  const isLoop = building.loops.length > 0;
  const { pairs, diagnostics } = isLoop ? loopPairs(flow, building.states) : stepPairs(flow, inputs, outputs.filter(({ id }) => !isConstant(valueOf(flow, id))));
  const open = inputs.filter(({ id }) => !pairs.some(({ old }) => old === id));
  const olds = isLoop ? pairs.filter(({ next }) => isTest(valueOf(flow, next))).map(({ old, next }) => ({ old, next })) : spikePairs(flow, open, outputs);
  return {
    isStep: !isLoop && pairs.length > 0, pairs, recorded: recordedStates(flow, pairs), diagnostics,
    feedback: (members) => new Map(olds.flatMap(({ old, next }) => {
      const member = [...members.values()].find(({ found }) => asks(flow, next, found.potential));
      return member ? [[old, member.chain] as const] : [];
    })),
  };
}

/** Inputs beside the first that only drive the population whose spikes an output of their shape holds. */
function spikePairs(flow: Flow, inputs: readonly NamedValue[], outputs: readonly NamedValue[]): readonly Pick<StatePair, 'old' | 'next'>[] {
  return inputs.slice(1).flatMap(({ id }) => {
    const fitting = outputs.filter((output) => isTest(valueOf(flow, output.id)) && valueOf(flow, output.id).dims.join() === valueOf(flow, id).dims.join() && reachesDirectly(flow, output.id, id));
    return fitting.length === 1 ? [{ old: id, next: fitting[0]!.id }] : [];
  });
}

/** Whether `from` depends on `to` without the spikes of another population between. */
function reachesDirectly(flow: Flow, from: number, to: number): boolean {
  const seen = new Set<number>();
  const open = [...operandsOf(valueOf(flow, from))];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === to) return true;
    if (seen.has(id) || isTest(valueOf(flow, id))) continue;
    seen.add(id);
    open.push(...operandsOf(valueOf(flow, id)));
  }
  return false;
}

/** Whether a comparison or count asks of a potential. */
function asks(flow: Flow, test: number, potential: number): boolean {
  let id = test;
  for (let depth = 0; depth < 8; depth++) {
    if (id === potential) return true;
    const active: number[] = valueOf(flow, id).operands.filter((operand) => !isConstant(valueOf(flow, operand)));
    if (active.length !== 1) return false;
    id = active[0]!;
  }
  return id === potential;
}

/** States that integrate a current, are asked for no spikes and are taken in by no other: the potentials of neurons that never fire. */
function recordedStates(flow: Flow, pairs: readonly StatePair[]): readonly (readonly number[])[] {
  const table = emptyTable();
  const { polynomial } = evaluator(flow, table, { isPotential: () => false, step: () => 0 });
  const atomOf = (id: number): number | undefined => table.keys.get(`v${id}`);
  const updates = pairs.map((pair) => ({ pair, update: isElementwise(valueOf(flow, pair.next)) ? polynomial(pair.next) : null }));
  return updates.flatMap(({ pair, update }) => {
    if (update === null || isTest(valueOf(flow, pair.next))) return [];
    const own = atomsOf(update);
    const fires = own.some((number) => table.atoms[number]!.kind !== 'value');
    const inner = updates.some((other) => other.pair !== pair && other.update !== null && atomsOf(other.update).includes(atomOf(pair.old) ?? -1));
    return fires || inner || !own.includes(atomOf(pair.old) ?? -1) ? [] : [[pair.next]];
  });
}
