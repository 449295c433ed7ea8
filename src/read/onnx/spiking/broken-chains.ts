import { diagnose, type Diagnostic } from '../../../diagnostics/diagnostic.ts';
import { isTest } from './element-functions.ts';
import { isElementwise } from './expressions.ts';
import { isConstant, valueOf, type Flow } from './flow.ts';
import { lostState, nameOf } from './members.ts';
import { whereIs } from './population.ts';
import type { Chain, Timeline } from './timeline.ts';

/**
 * What is said of the populations of a graph of all timesteps that have no potential in some step: S324, once, for potentials that follow on other
 * states than potentials; S323 for populations of a single step; S326 for what is there in some steps only.
 */
export function brokenChains(flow: Flow, needed: Int32Array, timeline: Timeline, taken: Map<string, number>): readonly Diagnostic[] {
  const { steps, chains } = timeline;
  const short = chains.filter(({ potentials }) => steps === 1 || potentials.length !== steps || potentials.some(({ time }, step) => time !== step));
  if (short.length === 0) return [];
  const stateOf = statesBehind(flow, needed, timeline);
  const groups = new Map<number, Chain[]>();
  for (const chain of short) {
    const key = chain.potentials.length === 1 ? stateOf(chain.potentials[0]!.id) : chain.id;
    const group = groups.get(key);
    if (group) group.push(chain);
    else groups.set(key, [chain]);
  }
  return [...groups.values()].flatMap((group) => {
    if (group.length > 1) return [boundByStates(flow, group, taken)];
    return group.map((chain) => (steps === 1 ? lostState(flow, chain, taken) : incomplete(flow, chain, steps)));
  });
}

function boundByStates(flow: Flow, [{ potentials }]: readonly Chain[], taken: Map<string, number>): Diagnostic {
  const [{ id, tests }] = potentials as readonly [Chain['potentials'][number]];
  const reason = 'its potential does not follow on that of the step before, but on other states alone, such as two synaptic currents';
  return diagnose('S324', { part: `population "${nameOf(flow, [...tests, id], taken)}"`, reason }, whereIs(flow, tests[0] ?? id));
}

function incomplete(flow: Flow, { potentials }: Chain, steps: number): Diagnostic {
  return diagnose('S326', { reason: `the population here has ${potentials.length} potentials, others ${steps}` }, whereIs(flow, potentials[0]!.tests[0] ?? potentials[0]!.id));
}

/**
 * A number that potentials have in common when arithmetic without spikes binds what they are made of: that is a state which one step hands to the
 * next. A potential without such parts has one of its own.
 */
function statesBehind(flow: Flow, needed: Int32Array, { potentialAt }: Timeline): (potential: number) => number {
  const parents = Int32Array.from({ length: flow.values.length }, (_, id) => id);
  const rootOf = (id: number): number => {
    let at = id;
    while (parents[at] !== at) at = parents[at] = parents[parents[at]!]!;
    return at;
  };
  const isArithmetic = (id: number): boolean => {
    const value = valueOf(flow, id);
    return isElementwise(value) && !isTest(value) && !isConstant(value);
  };
  for (const id of needed) {
    if (!isArithmetic(id)) continue;
    for (const operand of valueOf(flow, id).operands) if (isArithmetic(operand) && !potentialAt(operand)) parents[rootOf(operand)] = rootOf(id);
  }
  return rootOf;
}
