import { diagnose, type Diagnostic } from '../../../diagnostics/diagnostic.ts';
import { printable } from '../../../diagnostics/printable.ts';
import { gridAt } from './constants.ts';
import { evaluator } from './evaluator.ts';
import { isElementwise } from './expressions.ts';
import { isConstant, OWN, valueOf, type Flow } from './flow.ts';
import { closeGrids, sameDims, type Grid } from './grid.ts';
import type { LoopState } from './building.ts';
import { emptyTable, type AtomTable } from './polynomial.ts';
import { whereIs } from './population.ts';

/** A value that one step hands to the next. */
export interface StatePair {
  readonly old: number;
  readonly next: number;
  readonly initial: Grid;
}

export interface NamedValue {
  readonly name: string;
  readonly id: number;
}

export interface Pairing {
  readonly pairs: readonly StatePair[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The states of a loop; their start must be constants. */
export function loopPairs(flow: Flow, states: readonly LoopState[]): Pairing {
  const diagnostics: Diagnostic[] = [];
  const pairs = states.flatMap(({ old, next, initial, where }): StatePair[] => {
    const start = valueOf(flow, initial);
    const grid = isConstant(start) ? gridAt(flow, initial) : start.operator === OWN.input ? 0 : null;
    if (grid !== null) return [{ old, next, initial: grid }];
    diagnostics.push(diagnose('S328', { state: `'${printable(valueOf(flow, old).name)}'` }, where));
    return [];
  });
  return { pairs, diagnostics };
}

/**
 * Pairs the outputs of a graph of one step with the inputs whose state they update: the output that is arithmetic of the input. Where several
 * inputs would do, the one that is compared with a threshold is the state, then the one that decays; the first input of the graph is data.
 */
export function stepPairs(flow: Flow, inputs: readonly NamedValue[], outputs: readonly NamedValue[]): Pairing {
  const table = emptyTable();
  const { polynomial } = evaluator(flow, table, { isPotential: () => false, step: () => 0 });
  const open = new Map<NamedValue, Candidate[]>();
  for (const output of outputs) {
    const value = valueOf(flow, output.id);
    if (!isElementwise(value)) continue;
    const of = polynomial(output.id);
    const candidates = inputs.flatMap((input) => {
      if (!sameDims(valueOf(flow, input.id).dims, value.dims)) return [];
      const atom = table.keys.get(`v${input.id}`);
      const terms = atom === undefined ? [] : [...of.values()].filter(({ atoms }) => atoms.includes(atom));
      return terms.length === 0 ? [] : [{ input, tested: isTested(table, atom!), decays: terms.some(({ factor }) => !closeGrids(factor, 1)) }];
    });
    if (candidates.length > 0) open.set(output, candidates);
  }
  return matched(flow, open, inputs);
}

interface Candidate {
  readonly input: NamedValue;
  readonly tested: boolean;
  readonly decays: boolean;
}

/** Whether a comparison of the step asks the input alone for spikes. */
function isTested({ atoms }: AtomTable, atom: number): boolean {
  return atoms.some((entry) => entry.kind !== 'value' && [...entry.of.values()].every((term) => term.atoms.every((other) => other === atom)));
}

/** Outputs with one candidate first; each choice narrows the others. */
function matched(flow: Flow, open: Map<NamedValue, Candidate[]>, inputs: readonly NamedValue[]): Pairing {
  const pairs: StatePair[] = [];
  const diagnostics: Diagnostic[] = [];
  while (open.size > 0) {
    const choice = nextChoice(open, inputs);
    if (choice === null) {
      for (const [output, candidates] of open) diagnostics.push(diagnose('S327', { output: printable(output.name), inputs: candidates.map(({ input }) => printable(input.name)) }, whereIs(flow, output.id)));
      break;
    }
    pairs.push({ old: choice.input.id, next: choice.output.id, initial: 0 });
    open.delete(choice.output);
    for (const [output, candidates] of open) {
      const rest = candidates.filter(({ input }) => input !== choice.input);
      if (rest.length === 0) open.delete(output);
      else open.set(output, rest);
    }
  }
  return { pairs, diagnostics };
}

function nextChoice(open: ReadonlyMap<NamedValue, readonly Candidate[]>, inputs: readonly NamedValue[]): { readonly output: NamedValue; readonly input: NamedValue } | null {
  const rules: readonly ((candidate: Candidate) => boolean)[] = [() => true, ({ tested }) => tested, ({ decays }) => decays, ({ input }) => input !== inputs[0]];
  for (const rule of rules) {
    for (const [output, candidates] of open) {
      const left = candidates.filter(rule);
      if (left.length === 1) return { output, input: left[0]!.input };
    }
  }
  return null;
}
