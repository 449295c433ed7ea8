import { diagnose, type Diagnostic, type Where } from '../../diagnostics/diagnostic.ts';
import type { NodeHeader } from './model.ts';
import { printable } from '../../diagnostics/printable.ts';

/** A node in words, as places of diagnostics name it. */
export function placeOf(node: NodeHeader): string {
  const name = node.name === '' ? `number ${node.index + 1}` : `'${printable(node.name)}'`;
  return `node ${name} (${printable(node.operator)})`;
}

/** S305 for a node of a graph of `nodes` nodes. */
export function unknownOperator(node: NodeHeader, nodes: number, where: Where): Diagnostic {
  const operator = printable(node.domain === '' ? node.operator : `${node.domain}.${node.operator}`);
  return diagnose('S305', { operator, node: printable(node.name), number: node.index + 1, nodes }, where);
}
