import { integerAttribute } from '../attributes.ts';
import type { ByteFile } from '../bytes.ts';
import { ELEMENT, type GraphHeader, type NodeHeader } from '../model.ts';
import type { NeededNode } from '../needed.ts';
import { placeOf } from '../place.ts';

/** A node whose result nobody has asked for yet. */
export interface Waiting {
  readonly node: NodeHeader;
  readonly fallbackName: string;
  /** Of one sample, as of what it reads; null where that is not known. */
  readonly shape: readonly number[] | null;
}

/** Operators on every number for itself that may make up a quantised activation. */
const ELEMENTWISE: ReadonlySet<string> = new Set(['Add', 'Sub', 'Mul', 'Div', 'Neg', 'Clip', 'Relu', 'Min', 'Max', 'Identity', 'Cast', 'Floor', 'Ceil', 'Round']);

const ROUNDING: ReadonlySet<string> = new Set(['Floor', 'Ceil', 'Round']);

export function isRounding({ operator, domain }: NodeHeader): boolean {
  return domain === '' && ROUNDING.has(operator);
}

/** Types that hold the levels of any activation; narrower ones wrap around. */
const INTEGERS: ReadonlySet<number> = new Set([ELEMENT.int32, ELEMENT.int64]);

/** Whether a Cast drops the fraction of floats. */
export function isTruncating(file: ByteFile, node: NodeHeader): boolean {
  return node.operator === 'Cast' && node.domain === '' && INTEGERS.has(integerAttribute({ file, node, where: { file: file.path, place: placeOf(node) } }, 'to', 0));
}

/**
 * The nodes (by index) that hang together with a rounding of activations over operators on every number for itself. What they compute can
 * be told only when all of them are known, so they wait until somebody reads their result.
 */
export function waitingNodes(file: ByteFile, graph: GraphHeader, nodes: readonly NeededNode[]): ReadonlySet<number> {
  const constant = constantNames(graph, nodes);
  const members = nodes.map(({ node }) => node).filter((node) => isElementwise(node) && node.inputs.some((name) => name !== '' && !constant.has(name)));
  const producers = new Map(members.map((node) => [node.outputs[0]!, node]));
  const readers = new Map<string, NodeHeader[]>();
  for (const node of members) {
    for (const name of node.inputs) {
      if (!producers.has(name)) continue;
      const list = readers.get(name);
      if (list) list.push(node);
      else readers.set(name, [node]);
    }
  }
  const open = members.filter((node) => isRounding(node) || isTruncating(file, node));
  const found = new Set(open.map(({ index }) => index));
  for (let node = open.pop(); node; node = open.pop()) {
    const before = node.inputs.flatMap((name) => producers.get(name) ?? []);
    for (const neighbour of [...before, ...(readers.get(node.outputs[0]!) ?? [])]) {
      if (found.has(neighbour.index)) continue;
      found.add(neighbour.index);
      open.push(neighbour);
    }
  }
  return found;
}

function isElementwise({ operator, domain, outputs }: NodeHeader): boolean {
  return domain === '' && ELEMENTWISE.has(operator) && outputs.length === 1 && outputs[0] !== '';
}

/** Names whose values the file holds, or that follow from such values and from shapes. */
function constantNames(graph: GraphHeader, nodes: readonly NeededNode[]): ReadonlySet<string> {
  const names = new Set(graph.initializers.map(({ name }) => name));
  for (const { node } of nodes) {
    if (node.operator !== 'Shape' && !node.inputs.every((name) => name === '' || names.has(name))) continue;
    for (const name of node.outputs) names.add(name);
  }
  return names;
}
