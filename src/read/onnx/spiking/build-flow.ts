import { collect, diagnose, fail, type Diagnostic, type Where } from '../../../diagnostics/diagnostic.ts';
import type { GraphHeader, NodeHeader, ValueHeader } from '../model.ts';
import { printable } from '../../../diagnostics/printable.ts';
import { domainNamed } from '../operators/operators.ts';
import { placeOf, unknownOperator } from '../place.ts';
import { isConstant as isConstantValue } from '../step.ts';
import { emptyBuilding, single, valueNamed, type Building } from './building.ts';
import { computedConstant, numbersConstant, tensorConstant } from './constants.ts';
import { ELEMENT_OPERATORS } from './element-functions.ts';
import { addValue, isConstant, OWN, valueOf, type Flow } from './flow.ts';
import { gridOf } from './grid.ts';
import { HANDLERS } from './handlers.ts';
import { inputDims } from './input-dims.ts';
import { runsOf } from './loops.ts';
import { element } from './operations.ts';
import { broken, isStructure, probe, structure } from './structure.ts';

/** A graph as values; inputs in `silent` are zeros. Faults are added to `diagnostics`, one for each node that is not understood. */
export function buildFlow(flow: Flow, graph: GraphHeader, silent: ReadonlySet<string>, diagnostics: Diagnostic[]): Building {
  const building = emptyBuilding(flow, graph, null, diagnostics);
  for (const input of graph.inputs) if (!building.tensors.has(input.name)) addInput(building, input, silent);
  addNodes(building);
  return building;
}

function addInput(building: Building, input: ValueHeader, silent: ReadonlySet<string>): void {
  const { flow, names } = building;
  const dims = collect(building.diagnostics, () => inputDims(flow.file, input));
  if (dims === null) names.set(input.name, broken(flow));
  else names.set(input.name, silent.has(input.name) ? numbersConstant(flow, dims, 0) : addValue(flow, { operator: OWN.input, dims, name: input.name }));
}

function addNodes(building: Building): void {
  for (const node of building.graph.nodes) addNode(building, node);
}

function addNode(building: Building, node: NodeHeader): void {
  const { flow, names, diagnostics } = building;
  const operands = node.inputs.map((name) => (name === '' ? null : valueNamed(building, name, () => whereOf(building, node))));
  const isBroken = operands.some((id) => id !== null && valueOf(flow, id).operator === OWN.broken);
  const results = isBroken ? null : collect(building.diagnostics, () => resultsOf(building, node, operands));
  if (results?.length === 0 || (isBroken && !isKnown(node))) diagnostics.push(unknownOperator(node, building.graph.nodes.length, whereOf(building, node)));
  node.outputs.forEach((name, index) => {
    if (name === '') return;
    if (names.has(name) || building.tensors.has(name)) diagnostics.push(diagnose('S318', { value: printable(name), reason: 'is produced twice' }, { file: flow.file.path }));
    names.set(name, results?.[index] ?? broken(flow));
  });
}

function whereOf({ flow }: Building, node: NodeHeader): Where {
  return { file: flow.file.path, place: placeOf(node) };
}

/** Whether an operator is known on any operands; one that reads a broken value can tell no more. */
function isKnown({ domain, operator }: NodeHeader): boolean {
  if (domain === '' && (HANDLERS.has(operator) || ELEMENT_OPERATORS.has(operator) || isStructure(operator) || operator === 'Loop' || operator === 'Scan')) return true;
  const known = domainNamed(domain);
  return known !== null && (known.constants.has(operator) || known.activations.has(operator));
}

/** Values of the outputs of a node; none for an operator that is not known. */
function resultsOf(building: Building, node: NodeHeader, operands: readonly (number | null)[]): readonly number[] {
  const { flow } = building;
  const least = node.domain === '' ? LEAST_OPERANDS.get(node.operator) ?? 1 : 0;
  let missing = 0;
  while (missing < least && (operands[missing] ?? null) !== null) missing++;
  if (missing < least) fail('S312', { operand: `number ${missing}`, wanted: 'there', operator: printable(node.operator) }, whereOf(building, node));
  const handler = node.domain === '' ? HANDLERS.get(node.operator) : undefined;
  if (handler) return handler(building, node, operands);
  if (node.domain === '' && (node.operator === 'Loop' || node.operator === 'Scan')) return runsOf(building, node, operands, addNodes);
  const constant = operands.every((id) => id === null || isConstant(valueOf(flow, id)));
  if (node.domain === '') {
    const entry = ELEMENT_OPERATORS.get(node.operator);
    const stated = operands.filter((id) => id !== null);
    if (entry && stated.length === entry.operands && (entry.symbolic || constant)) return single(building, node, element(flow, node.operator, stated, node));
    if (isStructure(node.operator) && !constant) return [structure(flow, node, operands)];
  }
  return constant ? folded(building, node, operands) : stateless(building, node, operands);
}

/** Operators that need another number of operands than one. */
const LEAST_OPERANDS: ReadonlyMap<string, number> = new Map([['Constant', 0], ['SequenceEmpty', 0], ['Gather', 2], ['Expand', 2], ['SequenceInsert', 2], ['SequenceAt', 2], ['Loop', 0]]);

/** States before the first timestep are constants, and synaptic operators read them. */
function stateless({ flow }: Building, node: NodeHeader, operands: readonly (number | null)[]): readonly number[] {
  return node.domain === '' && isStructure(node.operator) ? [structure(flow, node, operands)] : [];
}

/** Constants as the operators of networks of activations fold them; a synaptic operator on a constant stays. */
function folded({ flow }: Building, node: NodeHeader, operands: readonly (number | null)[]): readonly number[] {
  const fold = domainNamed(node.domain)?.constants.get(node.operator);
  if (!fold) return node.domain === '' && isStructure(node.operator) && operands.length > 0 ? [structure(flow, node, operands)] : [];
  const value = fold(probe(flow, node, operands));
  if (!isConstantValue(value)) return [];
  switch (value.kind) {
    case 'constant': return [tensorConstant(flow, value.tensor, false)];
    case 'numbers': return [numbersConstant(flow, value.shape, gridOf(value.shape, Float64Array.from(value.values)), 'whole')];
    case 'computed': return [computedConstant(flow, value)];
  }
}
