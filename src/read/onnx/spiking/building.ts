import { collect, DiagnosticError, diagnose, type Diagnostic, type Where } from '../../../diagnostics/diagnostic.ts';
import type { GraphHeader, NodeHeader, TensorHeader } from '../model.ts';
import { printable } from '../../../diagnostics/printable.ts';
import { placeOf } from '../place.ts';
import { tensorConstant } from './constants.ts';
import type { Flow } from './flow.ts';
import { broken } from './structure.ts';

/** A graph, or the body of a loop within `outer`, on its way into a flow. */
export interface Building {
  readonly flow: Flow;
  readonly graph: GraphHeader;
  /** Values by name. */
  readonly names: Map<string, number>;
  /** Initializers by name; read when a node asks for them. */
  readonly tensors: ReadonlyMap<string, TensorHeader>;
  /** Initializers of a shape, by element type and shape. */
  readonly sameShape: ReadonlyMap<string, number>;
  readonly outer: Building | null;
  readonly diagnostics: Diagnostic[];
  /** States of loops, in the order they were met. */
  readonly states: LoopState[];
  /** Loops and scans, each with what tells the number of its runs. */
  readonly loops: LoopRuns[];
}

/** What a loop carries from one run of its body to the next. */
export interface LoopState {
  readonly old: number;
  readonly next: number;
  readonly initial: number;
  readonly where: Where;
}

export interface LoopRuns {
  /** null where the file leaves it open. */
  readonly timesteps: number | null;
  readonly where: Where;
}

export function emptyBuilding(flow: Flow, graph: GraphHeader, outer: Building | null, diagnostics: Diagnostic[]): Building {
  const tensors = new Map(graph.initializers.map((tensor) => [tensor.name, tensor]));
  const sameShape = new Map<string, number>();
  for (const tensor of graph.initializers) sameShape.set(shapeKey(tensor), (sameShape.get(shapeKey(tensor)) ?? 0) + 1);
  return { flow, graph, names: new Map(), tensors, sameShape, outer, diagnostics, states: outer?.states ?? [], loops: outer?.loops ?? [] };
}

function shapeKey({ elementType, dimensions }: TensorHeader): string {
  return `${elementType}:${dimensions.join('x')}`;
}

/** @throws DiagnosticError S310 where `id` is null: shapes that do not go together */
export function single({ flow }: Building, node: NodeHeader, id: number | null): readonly number[] {
  if (id !== null) return [id];
  throw new DiagnosticError([diagnose('S310', { what: 'one operand', shape: [], wanted: 'operands whose shapes go together', input: [] }, { file: flow.file.path, place: placeOf(node) })]);
}

/** The value of that name here or around; when nothing before gives one, a diagnostic, once. */
export function valueNamed(building: Building, name: string, where: () => Where): number {
  const { flow, graph, names, diagnostics } = building;
  const found = lookUp(building, name);
  if (found !== null) return found;
  const reason = graph.sparseInitializers.includes(name) ? 'is a sparse tensor, which this version does not read' : 'is read before any node, input or initializer gives it';
  diagnostics.push(diagnose('S318', { value: printable(name), reason }, where()));
  names.set(name, broken(flow));
  return names.get(name)!;
}

function lookUp(building: Building, name: string): number | null {
  const known = building.names.get(name);
  if (known !== undefined) return known;
  const tensor = building.tensors.get(name);
  if (!tensor) return building.outer === null ? null : lookUp(building.outer, name);
  const id = collect(building.diagnostics, () => tensorConstant(building.flow, tensor, building.sameShape.get(shapeKey(tensor))! > 1)) ?? broken(building.flow);
  building.names.set(name, id);
  return id;
}
