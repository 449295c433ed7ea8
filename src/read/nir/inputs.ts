import { DiagnosticError, diagnose, type Diagnostic } from '../../diagnostics/diagnostic.ts';
import { printable } from '../../diagnostics/printable.ts';
import { placeOf } from './decode.ts';
import type { NirNode, Port } from './model.ts';
import { shapeStated } from './shapes.ts';
import type { Wiring } from './wiring.ts';

/** A wiring with the nodes that data enter. */
export interface Entered extends Wiring {
  /** Indices of the Input nodes that nothing leads to. */
  readonly starts: readonly number[];
}

/** Puts an Input before each node that nothing leads to, as older files have none. Faults are added to `diagnostics`. */
export function withInputs(wiring: Wiring, file: string, diagnostics: Diagnostic[]): Entered {
  const lone = wiring.nodes.map((_, index) => index).filter((index) => wiring.before[index]!.length === 0);
  const sources = lone.filter((index) => wiring.nodes[index]!.type !== 'Input' && wiring.nodes[index]!.type !== 'Output');
  const nodes: NirNode[] = [...wiring.nodes];
  const before = wiring.before.map((list) => [...list]);
  const after = wiring.after.map((list) => [...list]);
  const starts = lone.filter((index) => wiring.nodes[index]!.type === 'Input');
  for (const index of sources) {
    const shape = statedShape(wiring.nodes[index]!, file, diagnostics);
    if (!shape) continue;
    const path = inputPath(wiring.nodes, wiring.nodes[index]!, sources.length);
    const input: Port = { type: 'Input', path, shape, metadata: new Map() };
    starts.push(nodes.push(input) - 1);
    before.push([]);
    after.push([index]);
    before[index]!.push(nodes.length - 1);
  }
  return { nodes, before, after, starts };
}

function statedShape(node: NirNode, file: string, diagnostics: Diagnostic[]): readonly number[] | null {
  try {
    const shape = shapeStated(node, { file, place: placeOf(node.path, node.type) });
    return shape.length === 0 ? [1] : shape;
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    diagnostics.push(...error.diagnostics);
    return null;
  }
}

function inputPath(nodes: readonly NirNode[], node: NirNode, sources: number): string {
  const path = sources === 1 ? 'input' : `input_${node.path}`;
  return nodes.some((other) => other.path === path) ? `${path}_of_${node.path}` : path;
}

/** Index of the node that is read, with a warning where there are several. null when there is none. */
export function outputOf({ nodes, after }: Wiring, file: string, diagnostics: Diagnostic[]): number | null {
  const indices = nodes.map((_, index) => index);
  const ports = indices.filter((index) => nodes[index]!.type === 'Output');
  const ends = ports.filter((index) => after[index]!.length === 0);
  const sinks = indices.filter((index) => after[index]!.length === 0 && nodes[index]!.type !== 'Input');
  const candidates = ends.length > 0 ? ends : ports.length > 0 ? ports : sinks;
  // The shallowest: an Output inside a nested graph is one only where there is no other.
  const depth = (index: number): number => nodes[index]!.path.split('/').length;
  const [taken, ...others] = candidates.toSorted((a, b) => depth(a) - depth(b) || a - b);
  if (taken === undefined) {
    diagnostics.push(diagnose('S909', { reason: nodes.length === 0 ? 'it has no nodes' : 'every node leads to another, so none is its output' }, { file }));
    return null;
  }
  if (others.length > 0) diagnostics.push(diagnose('S913', { taken: printable(nodes[taken]!.path), others: others.map((index) => printable(nodes[index]!.path)) }, { file }));
  return taken;
}
