import { applied, isElementwise, leaf } from './expressions.ts';
import { valueOf, type Flow, type FlowValue } from './flow.ts';
import { atomNumber, atomsOf, ofAtom, type AtomTable, type Polynomial } from './polynomial.ts';

/** Tells what values are in terms of potentials, currents and states. */
export interface Evaluator {
  readonly table: AtomTable;
  /** A potential is an atom, as is what is no arithmetic. */
  readonly polynomial: (id: number) => Polynomial;
  /** What a potential is made of. */
  readonly definition: (id: number) => Polynomial;
}

export interface Cuts {
  readonly isPotential: (id: number) => boolean;
  /** Timestep in which a value is first needed; values of earlier steps that are more than potentials and spikes are states, and atoms. */
  readonly step: (id: number) => number;
}

export function evaluator(flow: Flow, table: AtomTable, { isPotential, step }: Cuts): Evaluator {
  const known = new Map<number, Polynomial>();
  const closed = new Map<number, boolean>();

  const atom = (id: number): Polynomial => ofAtom(atomNumber(table, { kind: 'value', value: id }));
  const isArithmetic = (value: FlowValue): boolean => isElementwise(value) && !isPotential(value.id);

  /** Whether a polynomial holds nothing but potentials and their spikes. */
  function isClosed(number: number): boolean {
    const answer = closed.get(number);
    if (answer !== undefined) return answer;
    const of = table.atoms[number]!;
    const result = of.kind === 'value' ? isPotential(of.value) && isElementwise(valueOf(flow, of.value)) : atomsOf(of.of).every((inner) => isPotentialAtom(inner) || isClosed(inner));
    closed.set(number, result);
    return result;
  }

  /** What a spike leaves of the potential of the first step is closed too, though that potential is the very current; a sum of currents is not. */
  function isWithin(polynomial: Polynomial): boolean {
    const atoms = atomsOf(polynomial);
    const fires = atoms.some((number) => table.atoms[number]!.kind !== 'value');
    return atoms.every((number) => isClosed(number) || (fires && isPotentialAtom(number)));
  }

  /** The potential of the first step may be the very current; its spikes are spikes all the same. */
  function isPotentialAtom(number: number): boolean {
    const of = table.atoms[number]!;
    return of.kind === 'value' && isPotential(of.value);
  }

  function seenFrom(reader: FlowValue, id: number): Polynomial {
    if (isPotential(id)) return atom(id);
    const polynomial = known.get(id)!;
    const isState = step(id) < step(reader.id) && isElementwise(valueOf(flow, id)) && !isWithin(polynomial);
    return isState ? atom(id) : polynomial;
  }

  function compute(value: FlowValue): Polynomial {
    return applied(table, value.operator, value.operands.map((id) => seenFrom(value, id))) ?? atom(value.id);
  }

  /** Operands first, without recursion: chains of arithmetic may be as long as the graph. */
  function settle(roots: readonly number[]): void {
    const open = [...roots];
    for (let id = open.at(-1); id !== undefined; id = open.at(-1)) {
      const value = valueOf(flow, id);
      const waiting = known.has(id) || !isArithmetic(value) ? [] : value.operands.filter((operand) => !known.has(operand) && !isPotential(operand));
      if (waiting.length > 0) {
        open.push(...waiting);
        continue;
      }
      open.pop();
      if (!known.has(id)) known.set(id, isPotential(id) ? atom(id) : isElementwise(value) ? compute(value) : leaf(flow, table, value));
    }
  }

  function polynomial(id: number): Polynomial {
    settle([id]);
    return known.get(id)!;
  }

  function definition(id: number): Polynomial {
    const value = valueOf(flow, id);
    if (!isElementwise(value)) return leaf(flow, table, value);
    settle(value.operands.filter((operand) => !isPotential(operand)));
    return compute(value);
  }

  return { table, polynomial, definition };
}
