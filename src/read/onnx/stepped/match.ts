import { shiftSignal } from '../operators/arithmetic.ts';
import { affine } from '../quantised/affine.ts';
import { quantiseSignal } from '../quantised/quantise-signal.ts';
import { signalAt, type Signal, type Step } from '../step.ts';
import { steppedActivation, type SteppedActivation } from './activation.ts';
import { isMiss, type Miss } from './levels.ts';
import { isTruncating } from './waiting.ts';
import { programOf, tracesTo, type Graph, type Trace } from './trace.ts';

/** A value that is a quantised activation of another one. */
export interface Match extends SteppedActivation {
  readonly trace: Trace;
}

/** Why a rounding does not make up a quantised activation, by the number of its node: what came nearest. */
export type Misses = Map<number, Miss>;

/**
 * The quantised activation whose values `end` holds; null where there is none, or where they are held as integers. Of several, over more or fewer of the nodes, it is the one
 * with a rounding as of training, with the latest base (the earliest, where levels are other numbers than those that were rounded to).
 * Nodes in between may have no other readers: these would need populations of their own.
 * @param readers how many needed nodes read a value
 */
export function matchAt(graph: Graph, end: string, readers: ReadonlyMap<string, number>, misses: Misses): Match | null {
  const { shape, node } = graph.waiting.get(end)!;
  if (shape === null || isTruncating(graph.file, node)) return null;
  let best: Match | null = null;
  const nearest: Misses = new Map();
  for (const trace of tracesTo(graph, end)) {
    const found = steppedAt(graph, trace, shape, readers);
    if (!isMiss(found)) {
      if (found.strangeness === 0) return { ...found, trace };
      if (best === null || found.strangeness < best.strangeness || (found.strangeness === 3 && best.strangeness === 3)) best = { ...found, trace };
    } else for (const { index } of trace.roundings) if (found.rank >= (nearest.get(index)?.rank ?? 0)) nearest.set(index, found);
  }
  if (best?.strangeness === 3 && LINEAR.has(node.operator)) return null;
  for (const [index, miss] of nearest) if (miss.rank > (misses.get(index)?.rank ?? -1)) misses.set(index, miss);
  return best;
}

/** Where levels are other numbers than those that were rounded to, these operators made them, and stand for themselves. */
const LINEAR: ReadonlySet<string> = new Set(['Add', 'Sub', 'Mul', 'Div', 'Neg', 'Identity']);

function steppedAt(graph: Graph, trace: Trace, shape: readonly number[], readers: ReadonlyMap<string, number>): SteppedActivation | Miss {
  const program = programOf(graph, trace, shape);
  if (program === null) return { rank: 0, reason: 'it is no chain of additions, factors, bounds and one rounding with constants that spread over channels' };
  const found = steppedActivation(program);
  if (isMiss(found)) return found;
  const inner = trace.nodes.slice(0, -1).find(({ node }) => readers.get(node.outputs[0]!) !== readsOf(trace, node.outputs[0]!));
  return inner ? { rank: 8, reason: `others read the result of its ${inner.node.operator}` } : found;
}

function readsOf({ nodes }: Trace, name: string): number {
  return nodes.reduce((sum, { node }) => sum + node.inputs.filter((input) => input === name).length, 0);
}

/** Makes a match a population, or the activation of the one before. @param step of the last node, with the base as its only input */
export function quantiseMatch(step: Step, { trace, activation, before, gain, behind }: Match, readers: ReadonlyMap<string, number>): Signal {
  const input = signalAt(step, 0);
  const own = readers.get(trace.base) === readsOf(trace, trace.base);
  const shifted = before === 0 ? input : shiftSignal(step, input, own, before);
  return affine(step, quantiseSignal(step, shifted, own || shifted.population !== input.population, activation), gain, behind);
}

