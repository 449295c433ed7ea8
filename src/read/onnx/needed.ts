import { diagnose, fail, type Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { ByteFile } from './bytes.ts';
import type { GraphHeader, NodeHeader, ValueHeader } from './model.ts';
import { printable } from '../../diagnostics/printable.ts';

/** The part of the graph on which its first output depends. */
export interface NeededGraph {
  readonly output: ValueHeader;
  readonly inputs: readonly ValueHeader[];
  /** In the order of the file. */
  readonly nodes: readonly NeededNode[];
  /** How many needed nodes (and the output) read a value; the Shape of a value is no use of its activations. */
  readonly readers: ReadonlyMap<string, number>;
  /** Warnings and notes on what is left out. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface NeededNode {
  readonly node: NodeHeader;
  /** Name for what becomes of a node without one: the operator and its number among those of its kind. */
  readonly fallbackName: string;
}

/** Finds what the first output needs. @throws DiagnosticError S318, S319 */
export function neededFor(file: ByteFile, graph: GraphHeader): NeededGraph {
  const output = graph.outputs[0] ?? fail('S319', { reason: 'it has none' }, { file: file.path });
  const producers = producersOf(file, graph);
  const wanted = wantedNodes(output.name, producers);
  const nodes = named(graph.nodes).filter(({ node }) => wanted.has(node.index));
  const readers = countReaders(nodes, output.name);
  const reads = new Set(nodes.flatMap(({ node }) => node.inputs)).add(output.name);
  const constants = new Set(graph.initializers.map((tensor) => tensor.name));
  const inputs = graph.inputs.filter((input) => !constants.has(input.name));
  const unused = inputs.filter((input) => !reads.has(input.name));
  const diagnostics = unused.map((input) => diagnose('S321', { input: printable(input.name) }, { file: file.path }));
  if (graph.outputs.length > 1) {
    const others = graph.outputs.slice(1).map((value) => printable(value.name));
    diagnostics.push(diagnose('S315', { taken: printable(output.name), others }, { file: file.path, place: `output '${printable(output.name)}'` }));
  }
  return { output, inputs: inputs.filter((input) => reads.has(input.name)), nodes, readers, diagnostics };
}

function producersOf(file: ByteFile, graph: GraphHeader): ReadonlyMap<string, NodeHeader> {
  const producers = new Map<string, NodeHeader>();
  const sources = new Set<string>();
  for (const tensor of graph.initializers) {
    if (sources.has(tensor.name)) refuse(file, tensor.name, 'is the name of two initializers');
    sources.add(tensor.name);
  }
  for (const node of graph.nodes) {
    for (const output of node.outputs) {
      if (output === '') continue;
      if (producers.has(output) || sources.has(output)) refuse(file, output, 'is produced twice');
      producers.set(output, node);
    }
  }
  return producers;
}

function refuse(file: ByteFile, value: string, reason: string): never {
  return fail('S318', { value: printable(value), reason }, { file: file.path });
}

function wantedNodes(output: string, producers: ReadonlyMap<string, NodeHeader>): ReadonlySet<number> {
  const wanted = new Set<number>();
  const open = [output];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const node = producers.get(name);
    if (!node || wanted.has(node.index)) continue;
    wanted.add(node.index);
    for (const input of node.inputs) open.push(input);
  }
  return wanted;
}

function named(nodes: readonly NodeHeader[]): readonly NeededNode[] {
  const counts = new Map<string, number>();
  return nodes.map((node) => {
    const count = (counts.get(node.operator) ?? 0) + 1;
    counts.set(node.operator, count);
    return { node, fallbackName: `${node.operator}_${count}` };
  });
}

function countReaders(nodes: readonly NeededNode[], output: string): ReadonlyMap<string, number> {
  const readers = new Map<string, number>([[output, 1]]);
  for (const { node } of nodes) {
    if (node.operator === 'Shape') continue;
    for (const input of node.inputs) readers.set(input, (readers.get(input) ?? 0) + 1);
  }
  return readers;
}
