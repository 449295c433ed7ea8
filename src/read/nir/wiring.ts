import { diagnose, fail, type Where } from '../../diagnostics/diagnostic.ts';
import { nearest } from '../../diagnostics/nearest.ts';
import { printable } from '../../diagnostics/printable.ts';
import type { Decoding } from './decode.ts';
import { naturally } from './natural-order.ts';
import type { NirEdge, NirGraph, NirNode } from './model.ts';

/** A graph without nesting: nodes in natural order of their paths, edges between their indices, each once, sorted. */
export interface Wiring {
  readonly nodes: readonly NirNode[];
  /** Indices of the nodes that each node receives from. */
  readonly before: readonly (readonly number[])[];
  /** Indices of the nodes that each node sends to. */
  readonly after: readonly (readonly number[])[];
}

/** Beyond these no population graph could be made of it. */
const MOST_NODES = 8192;
const MOST_EDGES = 2 ** 18;

/**
 * Dissolves nested graphs: an edge to one leads to its Input, an edge from one comes from its Output. The ends of every edge are looked up;
 * what is wrong is added to the diagnostics of `decoding`.
 * @throws DiagnosticError S909 when there are too many nodes
 */
export function wire(graph: NirGraph, decoding: Decoding): Wiring {
  const found: Flat = { nodes: [], edges: new Map() };
  flatten(graph, decoding, found);
  const nodes = found.nodes.toSorted((a, b) => naturally(a.path, b.path));
  const index = new Map(nodes.map(({ path }, i) => [path, i]));
  const before: number[][] = nodes.map(() => []);
  const after: number[][] = nodes.map(() => []);
  for (const { from, to } of found.edges.values()) {
    const [source, destination] = [index.get(from)!, index.get(to)!];
    before[destination]!.push(source);
    after[source]!.push(destination);
  }
  for (const list of [...before, ...after]) list.sort((a, b) => a - b);
  return { nodes, before, after };
}

interface Flat {
  readonly nodes: NirNode[];
  /** By both paths. */
  readonly edges: Map<string, NirEdge>;
}

function flatten(graph: NirGraph, decoding: Decoding, flat: Flat): void {
  for (const node of graph.nodes.values()) {
    if (node.type === 'NIRGraph') flatten(node, decoding, flat);
    else flat.nodes.push(node);
  }
  const seen = new Map<string, { readonly edge: NirEdge; times: number }>();
  for (const edge of graph.edges) {
    const key = keyOf(edge);
    const first = seen.get(key);
    if (first) first.times++;
    else seen.set(key, { edge, times: 1 });
  }
  if (flat.nodes.length > MOST_NODES || seen.size > MOST_EDGES) fail('S909', { reason: `it has more than ${MOST_NODES} nodes or ${MOST_EDGES} edges` }, { file: decoding.file });
  for (const { edge, times } of seen.values()) {
    if (times > 1) decoding.diagnostics.push(diagnose('S910', { times }, whereOf(edge, graph, decoding)));
    addEdge(edge, graph, decoding, flat);
  }
}

function addEdge(edge: NirEdge, graph: NirGraph, decoding: Decoding, flat: Flat): void {
  const where = whereOf(edge, graph, decoding);
  const missing = [...new Set([edge.from, edge.to])].filter((name) => !graph.nodes.has(name) && !graph.refused.has(name));
  if (missing.length > 0) {
    const known = [...graph.nodes.keys()];
    const near = known.find((name) => name.startsWith(`${missing[0]}.`)) ?? nearest(missing[0]!, known);
    decoding.diagnostics.push(diagnose('S907', { missing: missing.map(printable), nearest: near === null ? null : printable(near) }, where));
  }
  const from = graph.nodes.get(edge.from);
  const to = graph.nodes.get(edge.to);
  if (!from || !to) return;
  const source = portOf(from, 'out of', where, decoding);
  const destination = portOf(to, 'into', where, decoding);
  if (source && destination) flat.edges.set(keyOf({ from: source.path, to: destination.path }), { from: source.path, to: destination.path });
}

/** Where an edge enters a node or leaves it: for a nested graph at its Input or Output, or at the one node that has no other edge there. */
function portOf(node: NirNode | NirGraph, side: 'into' | 'out of', where: Where, decoding: Decoding): NirNode | null {
  if (node.type !== 'NIRGraph') return node;
  const type = side === 'into' ? 'Input' : 'Output';
  const members = [...node.nodes].filter(([, member]) => member.type === type);
  const joined = new Set(node.edges.map((edge) => (side === 'into' ? edge.to : edge.from)));
  const candidates = members.length > 0 ? members : [...node.nodes].filter(([name]) => !joined.has(name));
  if (candidates.length === 1) return portOf(candidates[0]![1], side, where, decoding);
  // A node that was refused may have been the one.
  if (node.refused.size === 0) decoding.diagnostics.push(diagnose('S911', { inputs: candidates.slice(0, 5).map(([name]) => printable(name)), side }, where));
  return null;
}

function keyOf({ from, to }: NirEdge): string {
  return JSON.stringify([from, to]);
}

function whereOf({ from, to }: NirEdge, graph: NirGraph, { file }: Decoding): Where {
  const prefix = graph.path === '' ? '' : `${graph.path}/`;
  return { file, place: `edge '${printable(prefix + from)}' -> '${printable(prefix + to)}'` };
}
