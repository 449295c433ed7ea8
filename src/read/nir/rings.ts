import { diagnose, type Diagnostic } from '../../diagnostics/diagnostic.ts';
import { printable } from '../../diagnostics/printable.ts';
import { placeOf } from './decode.ts';
import type { Entered } from './inputs.ts';

/**
 * Adds a start in every ring of nodes that no input leads to: it runs by itself, on its biases and leaks. The output must be reached from an
 * input all the same. What is wrong is added to `diagnostics`.
 */
export function withRings(wiring: Entered, output: number, file: string, diagnostics: Diagnostic[]): Entered {
  const { nodes, after } = wiring;
  const seen = new Uint8Array(nodes.length);
  for (const start of wiring.starts) mark(start, after, seen);
  const lost = nodes.map((_, index) => index).filter((index) => !seen[index]);
  if (lost.length === 0) return wiring;
  if (!seen[output]) {
    const names = lost.slice(0, 5).map((index) => `'${printable(nodes[index]!.path)}'`).join(', ');
    diagnostics.push(diagnose('S909', { reason: `nothing leads from an input to ${names}${lost.length > 5 ? ', ...' : ''}` }, { file }));
    return wiring;
  }
  const starts = [...wiring.starts];
  for (const index of lost) {
    if (seen[index]) continue;
    starts.push(index);
    mark(index, after, seen);
    const { path, type } = nodes[index]!;
    diagnostics.push(diagnose('S919', { what: 'nothing leads from an input to it', reading: 'with the nodes behind it, it runs by itself' }, { file, place: placeOf(path, type) }));
  }
  return { ...wiring, starts };
}

/** Marks a node and all that it leads to. */
function mark(start: number, after: Entered['after'], seen: Uint8Array): void {
  const queue = [start];
  for (let index = queue.pop(); index !== undefined; index = queue.pop()) {
    if (seen[index]) continue;
    seen[index] = 1;
    queue.push(...after[index]!);
  }
}
