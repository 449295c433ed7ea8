import { fail } from '../../diagnostics/diagnostic.ts';
import { samePlanes } from '../../ir/geometry.ts';
import { sizeOf } from '../../ir/tensor.ts';
import type { Order } from './feedback.ts';
import { isLinear, isNeuron, type NirNode } from './model.ts';
import { evenSteps } from './projections.ts';
import type { Shapes } from './shapes.ts';
import type { Wiring } from './wiring.ts';

/** What becomes of a node: a population, a projection between populations, or nothing, where signals pass it unchanged. */
export type Role = 'population' | 'projection' | 'passage';

/** A signal that arrives at a node: from which node, passages left out. */
export interface Arrival {
  readonly source: number;
  /** Whether it closes a cycle, and so arrives a timestep later. */
  readonly late: boolean;
  /** Timesteps that Delay nodes on the way hold it back. */
  readonly held: number;
}

export interface Roles {
  readonly roles: readonly Role[];
  readonly arrivals: (node: number) => readonly Arrival[];
  /** Population shape of each node: [N] or [channels, height, width]. */
  readonly planes: readonly (readonly number[])[];
}

/** Edges on the ways through nested graphs to one node; beyond it a file multiplies paths. */
const MOST_ARRIVALS = 2 ** 16;
const DEEPEST = 1024;

/**
 * Inputs and neurons are populations. A node that maps linearly is a projection where it leads to neurons (or the output) straight away, and
 * a linear population where another such node follows. A Flatten before a matrix changes nothing, and neither does a uniform Delay behind a
 * population but the time of arrival.
 * @param output index of the node that is read
 */
export function rolesOf({ nodes, before, after }: Wiring, shapes: Shapes, { isBack }: Pick<Order, 'isBack'>, output: number, dt_s: number | null, file: string): Roles {
  const spatial = nodes.some(({ type }) => type === 'Conv2d' || type === 'SumPool2d' || type === 'AvgPool2d') ? 2 : nodes.some(({ type }) => type === 'Conv1d') ? 1 : 0;
  const planes = shapes.map((shape) => planesOf(shape ?? [1], spatial));
  const roles = nodes.map((node, index): Role => {
    if (node.type === 'Input') return before[index]!.length === 0 ? 'population' : 'passage';
    if (isNeuron(node)) return 'population';
    if (node.type === 'Output') return 'passage';
    if (node.type === 'Delay' && evenSteps(node, dt_s) !== null && sendersOf(nodes, before, index).every((sender) => !isLinear(nodes[sender]!))) return 'passage';
    if (node.type === 'Flatten' && followersOf(nodes, after, index).every((next) => !isLinear(nodes[next]!) || TAKES_VECTORS.has(nodes[next]!.type))) return 'passage';
    return 'projection';
  });
  const steps = nodes.map((node, index) => (node.type === 'Delay' && roles[index] === 'passage' ? evenSteps(node, dt_s)! : 0));
  const arrivals = memoised((node) => arrivalsAt(node, { before, roles, isBack, steps, file }));
  for (let index = 0; index < nodes.length; index++) {
    if (!isLinear(nodes[index]!) || roles[index] === 'population') continue;
    if (roles[index] === 'passage') continue;
    const followers = throughPassages(index, after, roles);
    const direct = followers.every((next) => !isLinear(nodes[next]!) && (!KEEPS_PLANES.has(nodes[index]!.type) || samePlanes(planes[index]!, planes[next]!)));
    if (!direct || index === output) (roles as Role[])[index] = 'population';
  }
  return { roles, arrivals, planes };
}

const TAKES_VECTORS: ReadonlySet<NirNode['type']> = new Set(['Affine', 'Linear', 'Flatten']);
const KEEPS_PLANES: ReadonlySet<NirNode['type']> = new Set(['Conv1d', 'Conv2d', 'SumPool2d', 'AvgPool2d']);

/** [N] or [channels, height, width]; a signal of two axes is [channels, length] beside one-dimensional convolutions. */
function planesOf(shape: readonly number[], spatial: 0 | 1 | 2): readonly number[] {
  let rest = shape;
  while (rest.length > spatial + 1 && rest[0] === 1) rest = rest.slice(1);
  if (spatial !== 1 && rest.length === 2 && rest[0] === 1) rest = rest.slice(1);
  if (rest.length === 2) return [rest[0]!, 1, rest[1]!];
  return rest.length === 1 || rest.length === 3 ? rest : [sizeOf(rest)];
}

/** The nodes that follow, Input and Output nodes left out where others follow them. */
function followersOf(nodes: readonly NirNode[], after: Wiring['after'], start: number): readonly number[] {
  return reach(start, after, (index) => isPort(nodes[index]!));
}

function sendersOf(nodes: readonly NirNode[], before: Wiring['before'], start: number): readonly number[] {
  return reach(start, before, (index) => isPort(nodes[index]!));
}

function isPort({ type }: NirNode): boolean {
  return type === 'Input' || type === 'Output';
}

function throughPassages(start: number, after: Wiring['after'], roles: readonly Role[]): readonly number[] {
  return reach(start, after, (index) => roles[index] === 'passage');
}

/** Nodes that follow `start` along `edges`, walking on through those that let signals pass; one that nothing follows counts itself. */
function reach(start: number, edges: Wiring['after' | 'before'], passes: (index: number) => boolean): readonly number[] {
  const seen = new Set<number>();
  const found: number[] = [];
  const queue = [...edges[start]!];
  for (let index = queue.pop(); index !== undefined; index = queue.pop()) {
    if (seen.has(index)) continue;
    seen.add(index);
    if (passes(index) && edges[index]!.length > 0) queue.push(...edges[index]!);
    else found.push(index);
  }
  return found;
}

interface Ways extends Pick<Wiring, 'before'>, Pick<Order, 'isBack'> {
  readonly roles: readonly Role[];
  /** Timesteps that each passage holds signals back. */
  readonly steps: readonly number[];
  readonly file: string;
}

function arrivalsAt(start: number, { before, roles, isBack, steps, file }: Ways): readonly Arrival[] {
  const found: Arrival[] = [];
  const inside = new Set([start]);
  let edges = 0;
  const walk = (node: number, late: boolean, held: number): void => {
    for (const source of before[node]!) {
      if (++edges > MOST_ARRIVALS || inside.size > DEEPEST) fail('S909', { reason: 'too many paths through Input and Output nodes meet' }, { file });
      const arrivesLate = late || isBack(source, node);
      if (roles[source] !== 'passage') {
        found.push({ source, late: arrivesLate, held });
      } else if (!inside.has(source)) {
        inside.add(source);
        walk(source, arrivesLate, held + steps[source]!);
        inside.delete(source);
      }
    }
  };
  walk(start, false, 0);
  return found;
}

function memoised<T>(work: (index: number) => T): (index: number) => T {
  const known = new Map<number, T>();
  return (index) => {
    const value = known.get(index) ?? work(index);
    known.set(index, value);
    return value;
  };
}
