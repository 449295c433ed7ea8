import { fail, type Where } from '../../../diagnostics/diagnostic.ts';
import { graphAttribute, integerAttribute, integersAttribute } from '../attributes.ts';
import type { GraphHeader, NodeHeader } from '../model.ts';
import { printable } from '../../../diagnostics/printable.ts';
import { normalAxis } from '../operators/extents.ts';
import { emptyBuilding, valueNamed, type Building } from './building.ts';
import { numberAt, numbersConstant } from './constants.ts';
import { addValue, OWN, valueOf, type Flow } from './flow.ts';
import { ownerOf } from './handlers.ts';
import { reshape } from './operations.ts';
import { slice } from './slices.ts';
import { probe } from './structure.ts';

/**
 * A Loop or Scan: its body is read once, as one timestep. Outputs are what a state is left as, and the series of what the runs gave.
 * @param addNodes reads the nodes of a graph into a flow
 * @throws DiagnosticError S329 for a loop that is more than timesteps
 */
export function runsOf(building: Building, node: NodeHeader, operands: readonly (number | null)[], addNodes: (building: Building) => void): readonly number[] {
  const { where } = ownerOf(building, node);
  const graph = graphAttribute(ownerOf(building, node), 'body') ?? refuse(node, where, 'has no body');
  if (building.outer !== null) refuse(node, where, 'stands in the body of another');
  const body = emptyBuilding(building.flow, graph, building, building.diagnostics);
  return node.operator === 'Loop' ? loop(body, node, operands, addNodes, where) : scan(body, node, operands, addNodes, where);
}

/** Loop: inputs are the number of runs, a condition and the states; the body gets and gives run, condition, states, and then what is collected. */
function loop(body: Building, node: NodeHeader, operands: readonly (number | null)[], addNodes: (building: Building) => void, where: Where): readonly number[] {
  const { flow, graph } = body;
  const count = numberAt(flow, operands[0]);
  const timesteps = count !== null && count <= MOST_RUNS ? count : null;
  body.loops.push({ timesteps, where });
  const [run, condition, ...states] = graph.inputs;
  if (!run || !condition || states.length !== operands.length - 2) refuse(node, where, `has a body of ${graph.inputs.length} inputs for ${operands.length} of its own`);
  body.names.set(run!.name, addValue(flow, { operator: OWN.iteration, dims: [], kind: 'whole' }));
  body.names.set(condition!.name, numbersConstant(flow, [], 1, 'truth'));
  const olds = states.map((state, index) => addState(body, state.name, operands[index + 2]!));
  addNodes(body);
  const results = outputsOf(body, where);
  if (numberAt(flow, results[0]) !== 1) refuse(node, where, 'may stop early: its condition is computed in the body');
  const nexts = results.slice(1, 1 + olds.length);
  return [
    ...nexts.map((next, index) => carried(body, olds[index]!, next, operands[index + 2]!, timesteps, where)),
    ...results.slice(1 + olds.length).map((value) => series(flow, value, 0, timesteps)),
  ];
}

/** Scan: inputs are the states and the series that are gone through. */
function scan(body: Building, node: NodeHeader, operands: readonly (number | null)[], addNodes: (building: Building) => void, where: Where): readonly number[] {
  const { flow, graph } = body;
  const step = probe(flow, node, operands);
  const scanned = integerAttribute(step, 'num_scan_inputs', 0);
  const stateCount = operands.length - scanned;
  if (!(scanned >= 1) || stateCount < 0 || graph.inputs.length !== operands.length) refuse(node, where, 'has a body whose inputs are not its own');
  for (const directions of ['scan_input_directions', 'scan_output_directions']) {
    if (integersAttribute(step, directions)?.some((direction) => direction !== 0)) refuse(node, where, 'runs backwards');
  }
  const axes = integersAttribute(step, 'scan_input_axes') ?? [];
  let timesteps: number | null = null;
  const olds = graph.inputs.slice(0, stateCount).map((input, index) => addState(body, input.name, operands[index]!));
  graph.inputs.slice(stateCount).forEach((input, index) => {
    const value = valueOf(flow, operands[stateCount + index]!);
    const axis = normalAxis(step, axes[index] ?? 0, value.dims.length, value.dims.length - 1);
    if (timesteps !== null && timesteps !== value.dims[axis]) refuse(node, where, 'goes through series of different lengths');
    timesteps = value.dims[axis]!;
    body.names.set(input.name, reshape(flow, slice(flow, value.id, { axis, start: null, step: 1, count: 1 }), value.dims.toSpliced(axis, 1), node)!);
  });
  body.loops.push({ timesteps, where });
  addNodes(body);
  const results = outputsOf(body, where);
  const outputAxes = integersAttribute(step, 'scan_output_axes') ?? [];
  return [
    ...results.slice(0, stateCount).map((next, index) => carried(body, olds[index]!, next, operands[index]!, timesteps, where)),
    ...results.slice(stateCount).map((value, index) => series(flow, value, outputAxes[index] ?? 0, timesteps)),
  ];
}

const MOST_RUNS = 2 ** 31;

function refuse(node: NodeHeader, where: Where, what: string): never {
  return fail('S329', { operator: printable(node.operator), what }, where);
}

function addState(body: Building, name: string, initial: number): number {
  const { dims, kind } = valueOf(body.flow, initial);
  const id = addValue(body.flow, { operator: OWN.state, operands: [], dims, kind, name });
  body.names.set(name, id);
  return id;
}

function outputsOf(body: Building, where: Where): readonly number[] {
  const graph: GraphHeader = body.graph;
  return graph.outputs.map((output) => valueNamed(body, output.name, () => where));
}

/** What a loop leaves of a state; of a sequence that only grows, the series of what was put in. */
function carried(body: Building, old: number, next: number, initial: number, timesteps: number | null, where: Where): number {
  const { flow } = body;
  const value = valueOf(flow, next);
  if (value.operator === OWN.sequence && value.operands[0] === old) {
    const element = value.operands[1]!;
    return addValue(flow, { operator: OWN.series, operands: [element], dims: [], cut: { axis: 0, start: 0, step: 1, count: timesteps ?? 1 } });
  }
  body.states.push({ old, next, initial, where });
  return addValue(flow, { operator: OWN.last, operands: [next], dims: value.dims, kind: value.kind });
}

function series(flow: Flow, element: number, axis: number, timesteps: number | null): number {
  const { dims, kind } = valueOf(flow, element);
  const place = axis < 0 ? axis + dims.length + 1 : axis;
  const cut = { axis: place, start: 0, step: 1, count: timesteps ?? 1 };
  return addValue(flow, { operator: OWN.series, operands: [element], dims: dims.toSpliced(place, 0, timesteps ?? 1), kind, cut });
}
