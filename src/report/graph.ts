import type { Configuration } from '../ir/configuration.ts';
import type { Network } from '../ir/network.ts';

/** The graph of populations in Graphviz's DOT language. */
export function drawGraph(from: Network | Configuration): string {
  const { nodes, edges } = from.stage === 'configuration' ? ofConfiguration(from) : ofNetwork(from);
  const body = [
    ...nodes.map(({ name, label, shape }) => `  ${quoted(name)} [label=${quoted(label)}, shape=${shape}];`),
    ...edges.map(({ source, destination, label }) => `  ${quoted(source)} -> ${quoted(destination)} [label=${quoted(label)}];`),
  ];
  return `digraph ${quoted(from.name)} {\n  rankdir=LR;\n  node [fontname="Helvetica"];\n  edge [fontname="Helvetica"];\n${body.join('\n')}\n}\n`;
}

interface Drawing {
  readonly nodes: readonly { readonly name: string; readonly label: string; readonly shape: 'box' | 'ellipse' }[];
  readonly edges: readonly { readonly source: string; readonly destination: string; readonly label: string }[];
}

function ofNetwork({ populations, projections }: Network): Drawing {
  return {
    nodes: populations.map(({ name, shape, neuron }) => ({
      name, label: `${name}\n[${shape.join(', ')}] ${neuron.kind === 'input' ? neuron.coding : neuron.kind}`, shape: neuron.kind === 'input' ? 'ellipse' : 'box',
    })),
    edges: projections.map((projection) => {
      const weights = 'weights' in projection ? ` [${projection.weights.shape.join(', ')}]` : '';
      return { source: projection.source, destination: projection.destination, label: `${projection.kind}${weights}${projection.delay > 0 ? ` delay ${projection.delay}` : ''}` };
    }),
  };
}

/** Who drives whom, read from the axon tables. */
function ofConfiguration({ populations, applications, addresses, units }: Configuration): Drawing {
  const owner = (axon: number): number => populations.findLastIndex(({ firstNeuron }) => firstNeuron <= axon);
  const synapses = new Map<string, { source: number; destination: number; cores: Set<number> }>();
  applications.unit.forEach((index, application) => {
    const core = applications.core[application]!;
    const { population } = units[index]!;
    for (let i = applications.rowOffsets[application]!; i < applications.rowOffsets[application + 1]!; i++) {
      if (applications.rows[i]! < 0) continue;
      const source = owner(addresses.axons[addresses.axonOffsets[addresses.coreOffsets[core]! + applications.rows[i]!]!]!);
      const key = `${source} ${population}`;
      if (!synapses.has(key)) synapses.set(key, { source, destination: population, cores: new Set() });
      synapses.get(key)!.cores.add(core);
    }
  });
  return {
    nodes: populations.map(({ name, kind, features, positions }) => ({ name, label: `${name}\n${features} x ${positions}`, shape: kind === 'input' ? 'ellipse' : 'box' })),
    edges: [...synapses.values()].map(({ source, destination, cores }) => ({ source: populations[source]!.name, destination: populations[destination]!.name, label: `${cores.size} cores` })),
  };
}

function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, (character) => `\\${character}`).replace(/\n/g, '\\n')}"`;
}
