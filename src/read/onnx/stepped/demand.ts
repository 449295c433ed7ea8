import type { Step, Value } from '../step.ts';
import { matchAt, quantiseMatch, type Match, type Misses } from './match.ts';
import type { Graph } from './trace.ts';
import type { Waiting } from './waiting.ts';

/** A graph that is being read, as far as nodes that wait are concerned. */
export interface Demanded extends Graph {
  readonly values: Map<string, Value>;
  /** How many needed nodes read a value. */
  readonly readers: ReadonlyMap<string, number>;
  readonly misses: Misses;
  /** What a match (and its last node) or a node becomes; everything they read is there. */
  readonly settleMatch: (waiting: Waiting, base: string, settle: (step: Step) => Value) => Value;
  readonly settleNode: (waiting: Waiting) => void;
}

/**
 * Settles a value that waits, and what it needs: as a quantised activation where it is one, else by its operator. Values are settled
 * from a list of its own, so that no graph is too deep.
 */
export function demand(graph: Demanded, name: string): void {
  const open = [name];
  const plans = new Map<string, Match | null>();
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    if (graph.values.has(top)) {
      open.pop();
      continue;
    }
    const waiting = graph.waiting.get(top)!;
    const match = plans.has(top) ? plans.get(top)! : matchAt(graph, top, graph.readers, graph.misses);
    plans.set(top, match);
    const needs = (match ? [match.trace.base] : waiting.node.inputs).filter((input) => graph.waiting.has(input) && !graph.values.has(input));
    if (needs.length > 0) open.push(...needs);
    else settle(graph, top, waiting, match);
  }
}

function settle(graph: Demanded, name: string, waiting: Waiting, match: Match | null): void {
  if (match === null) graph.settleNode(waiting);
  else graph.values.set(name, graph.settleMatch(waiting, match.trace.base, (step) => quantiseMatch(step, match, graph.readers)));
}
