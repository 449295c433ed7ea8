import type { GraphHeader, NodeHeader } from './model.ts';

const COMPARISONS: ReadonlySet<string> = new Set(['Equal', 'Greater', 'GreaterOrEqual', 'Less', 'LessOrEqual']);

/** What may stand between a comparison and the Where that it steers. */
const LOGIC: ReadonlySet<string> = new Set(['And', 'Cast', 'Identity', 'Not', 'Or', 'Xor']);

/**
 * The nodes (by index) that do nothing but choose between pieces of an activation: a comparison and the logic behind it, up to Where nodes with
 * activations to choose from. A spike is never only that: somebody hears it.
 */
export function choiceNodes({ nodes, initializers, outputs }: GraphHeader): ReadonlySet<number> {
  const constant = new Set([...initializers.map(({ name }) => name), ...nodes.filter(({ operator }) => operator === 'Constant').flatMap((node) => node.outputs)]);
  const heard = new Set(outputs.map(({ name }) => name));
  const chosen = new Set<number>();
  const readers = new Map<string, NodeHeader[]>();
  for (const node of nodes.toReversed()) {
    const result = node.outputs[0] ?? '';
    const own = readers.get(result) ?? [];
    const steers = (reader: NodeHeader): boolean => chosen.has(reader.index) || (reader.operator === 'Where' && chooses(reader, result, constant));
    if (node.domain === '' && (COMPARISONS.has(node.operator) || LOGIC.has(node.operator)) && own.length > 0 && !heard.has(result) && own.every(steers)) chosen.add(node.index);
    for (const name of new Set(node.inputs)) {
      const list = readers.get(name);
      if (list) list.push(node);
      else readers.set(name, [node]);
    }
  }
  return chosen;
}

function chooses({ inputs: [condition, ...pieces] }: NodeHeader, name: string, constant: ReadonlySet<string>): boolean {
  return condition === name && !pieces.includes(name) && pieces.some((piece) => !constant.has(piece));
}
