import type { Outline, PopulationOutline, ProjectionOutline } from './inspect/outline.ts';
import { formatCount, plural } from './quantity.ts';

/** The graph of populations in Graphviz's DOT language; classes of nodes are for pictures that are styled. */
export function drawGraph({ name, populations, projections }: Pick<Outline, 'name' | 'populations' | 'projections'>): string {
  const body = [
    ...populations.map((population) => `  ${quoted(population.name)} [label=${quoted(describe(population).join('\n'))}, shape=${population.input ? 'ellipse' : 'box'}, class="${population.input ? 'input' : 'neurons'}"];`),
    ...joined(projections).map(({ source, destination, labels }) => `  ${quoted(source)} -> ${quoted(destination)} [label=${quoted(labels.join('\n'))}];`),
  ];
  return `digraph ${quoted(name)} {\n  rankdir=LR;\n  node [fontname="Helvetica"];\n  edge [fontname="Helvetica"];\n${body.join('\n')}\n}\n`;
}

/** A population in a few lines. */
function describe({ name, shape, kind, cores, clusters }: PopulationOutline): readonly string[] {
  const where = cores && cores.length > 0 ? plural(cores.length, 'core') : clusters ? plural(clusters, 'cluster') : null;
  return [name, `[${shape.join(', ')}] ${kind}`, ...(where === null ? [] : [where])];
}

/** One arrow between two populations, with a line for each projection. */
function joined(projections: readonly ProjectionOutline[]): readonly { source: string; destination: string; labels: string[] }[] {
  const found = new Map<string, { source: string; destination: string; labels: string[] }>();
  for (const projection of projections) {
    const { source, destination } = projection;
    const key = JSON.stringify([source, destination]);
    if (!found.has(key)) found.set(key, { source, destination, labels: [] });
    const { labels } = found.get(key)!;
    if (labels.length < MOST_LABELS) labels.push(labels.length + 1 < MOST_LABELS ? labelOf(projection) : '...');
  }
  return [...found.values()];
}

const MOST_LABELS = 4;

function labelOf({ kind, weights, synapses, bits, delay }: ProjectionOutline): string {
  const size = weights ? ` [${weights.join(', ')}]` : synapses === null ? '' : ` ${formatCount(synapses)} synapses`;
  return `${kind}${size}${bits === null ? '' : `, ${plural(bits, 'bit')}`}${delay > 0 ? `, delay ${delay}` : ''}`;
}

/** Graphviz reads character entities in quoted texts. */
function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, (character) => `\\${character}`).replace(/&/g, '&amp;').replace(/\n/g, '\\n').replace(/\p{Cc}/gu, '?')}"`;
}
