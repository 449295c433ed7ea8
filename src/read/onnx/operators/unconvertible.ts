import { diagnose, type Diagnostic, type Where } from '../../../diagnostics/diagnostic.ts';
import { printable } from '../../../diagnostics/printable.ts';
import type { NodeHeader } from '../model.ts';
import type { NeededGraph } from '../needed.ts';

/** Activations that are no sum of rectified ones. */
const BENT: ReadonlySet<string> = new Set([
  'Celu', 'Elu', 'Erf', 'Exp', 'Gelu', 'HardSwish', 'Log', 'Mish', 'Selu', 'Shrink', 'Sigmoid', 'Sign', 'Softplus', 'Softsign', 'Swish', 'Tanh', 'ThresholdedRelu', 'Where',
]);

const BENT_OF_MICROSOFT: ReadonlySet<string> = new Set(['BiasGelu', 'FastGelu', 'Gelu', 'QuickGelu']);

export function isBent({ operator, domain }: NodeHeader): boolean {
  return (domain === '' && BENT.has(operator)) || (domain === 'com.microsoft' && BENT_OF_MICROSOFT.has(operator));
}

/** S361 for a node of a graph; null for one that finishes what an earlier one of them began. */
export function bentActivation(node: NodeHeader, nodes: readonly NodeHeader[], where: Where): Diagnostic | null {
  if (near(node, nodes, -1).some((one) => one.outputs[0] === node.inputs[0] && TWO_STEPS.has(`${one.operator} ${node.operator}`))) return null;
  return diagnose('S361', { operator: printable(node.operator), node: printable(node.name), number: node.index + 1, nodes: nodes.length, part: largerActivation(node, nodes) }, where);
}

const TWO_STEPS: ReadonlyMap<string, string> = new Map([['Sigmoid Log', 'LogSigmoid'], ['Softplus Tanh', 'Mish']]);

/** What exporters write out in several nodes; null where the node stands for itself. */
function largerActivation(node: NodeHeader, nodes: readonly NodeHeader[]): string | null {
  if (node.operator === 'Erf') return 'GELU';
  if (node.operator === 'Where') return 'an activation in pieces (threshold, shrinkage)';
  const readers = near(node, nodes, 1).filter(({ inputs }) => inputs.includes(node.outputs[0]!));
  const second = readers.map((one) => TWO_STEPS.get(`${node.operator} ${one.operator}`)).find((name) => name !== undefined);
  if (second) return second;
  return node.operator === 'Sigmoid' && readers.some(({ operator }) => operator === 'Mul') ? 'swish (SiLU) or a gate' : null;
}

/** The nodes beside one, where exporters put what belongs to it. */
function near({ index }: NodeHeader, nodes: readonly NodeHeader[], side: 1 | -1): readonly NodeHeader[] {
  return side === 1 ? nodes.slice(index + 1, index + 1 + NEAR) : nodes.slice(Math.max(0, index - NEAR), index);
}

const NEAR = 8;

/** Rise everywhere, so that the largest value stays the largest. */
const RISING: ReadonlySet<string> = new Set(['Exp', 'Log', 'Sigmoid', 'Softplus', 'Softsign', 'Tanh', 'Selu']);

/** Operators of the end of a graph that come from such values or move them about. */
const AT_END: ReadonlySet<string> = new Set([...RISING, 'ArgMax', 'DequantizeLinear', 'Dropout', 'Flatten', 'Identity', 'LogSoftmax', 'QuantizeLinear', 'Reshape', 'Softmax', 'Squeeze', 'Unsqueeze']);

/** The rising activations (by index) that nothing but the output follows. */
export function risingAtEnd({ output, nodes, readers }: NeededGraph): ReadonlySet<number> {
  const producers = new Map(nodes.map(({ node }) => [node.outputs[0]!, node]));
  const found = new Set<number>();
  let node = producers.get(output.name);
  while (node && node.domain === '' && AT_END.has(node.operator) && readers.get(node.outputs[0]!) === 1) {
    if (RISING.has(node.operator)) found.add(node.index);
    node = producers.get(node.inputs[0] ?? '');
  }
  return found;
}
