import { addGrids, gridKey, isZero, mapGrid, multiplyGrids, type Grid } from './grid.ts';

/** A sum of products of atoms, each with a factor; atoms are numbers of an `AtomTable`. The key of a term is its atoms in rising order. */
export type Polynomial = ReadonlyMap<string, Term>;

export interface Term {
  readonly factor: Grid;
  /** Rising; an atom stands as often as its power. */
  readonly atoms: readonly number[];
}

/** Something an expression is made of. `step` is 1 where its polynomial is above 0 (or at least 0), else 0. */
export type Atom =
  | { readonly kind: 'value'; readonly value: number }
  | { readonly kind: 'step'; readonly of: Polynomial; readonly strict: boolean }
  /** The number of whole thresholds in a potential: floor, not below 0. */
  | { readonly kind: 'count'; readonly of: Polynomial }
  /** Rounded down, or towards 0; becomes a count where nothing below 0 comes out. */
  | { readonly kind: 'whole'; readonly of: Polynomial; readonly down: boolean }
  /** The polynomial, or 0 where it is below. */
  | { readonly kind: 'positive'; readonly of: Polynomial };

export interface AtomTable {
  readonly atoms: Atom[];
  /** How deep steps stand within steps, of each atom. */
  readonly depths: number[];
  readonly keys: Map<string, number>;
}

export function emptyTable(): AtomTable {
  return { atoms: [], depths: [], keys: new Map() };
}

/** The number of an atom; equal ones have one. */
export function atomNumber(table: AtomTable, atom: Atom): number {
  const key = atom.kind === 'value' ? `v${atom.value}` : `${atom.kind}${'strict' in atom ? atom.strict : ''}${'down' in atom ? atom.down : ''}(${polynomialKey(atom.of)})`;
  const known = table.keys.get(key);
  if (known !== undefined) return known;
  table.keys.set(key, table.atoms.length);
  table.depths.push(atom.kind === 'value' ? 0 : 1 + depthOf(table, atom.of));
  return table.atoms.push(atom) - 1;
}

export function depthOf(table: AtomTable, polynomial: Polynomial): number {
  return atomsOf(polynomial).reduce((depth, atom) => Math.max(depth, table.depths[atom]!), 0);
}

/** Equal for polynomials of the same terms, whatever the order in which they were found. */
function polynomialKey(polynomial: Polynomial): string {
  return [...polynomial].map(([key, { factor }]) => `${key}:${gridKey(factor)}`).sort().join('+');
}

export const ZERO: Polynomial = new Map();

export function constantOf(factor: Grid): Polynomial {
  return isZero(factor) ? ZERO : new Map([['', { factor, atoms: [] }]]);
}

export function ofAtom(atom: number): Polynomial {
  return new Map([[String(atom), { factor: 1, atoms: [atom] }]]);
}

/** left + factor x right. */
export function addScaled(left: Polynomial, right: Polynomial, factor: Grid): Polynomial {
  const sum = new Map(left);
  for (const [key, term] of right) addTerm(sum, key, { ...term, factor: multiplyGrids(term.factor, factor) });
  return sum;
}

export function scaled(polynomial: Polynomial, factor: Grid): Polynomial {
  return addScaled(ZERO, polynomial, factor);
}

function addTerm(sum: Map<string, Term>, key: string, term: Term): void {
  const known = sum.get(key);
  const factor = known ? addGrids(known.factor, term.factor) : term.factor;
  if (isNothing(factor, known?.factor ?? term.factor)) sum.delete(key);
  else sum.set(key, { factor, atoms: term.atoms });
}

/** Whether a sum is 0 up to the rounding of its parts: 1 - 0.9 - 0.1. */
function isNothing(sum: Grid, part: Grid): boolean {
  return isZero(sum) || (typeof sum === 'number' && typeof part === 'number' && Math.abs(sum) < 1e-12 * Math.abs(part));
}

/** The product; powers of a step are the step itself. Steps and rounded values of the same potential make a count. */
export function multiply(table: AtomTable, left: Polynomial, right: Polynomial): Polynomial {
  const product = new Map<string, Term>();
  for (const one of left.values()) {
    for (const other of right.values()) {
      const atoms = simplified(table, [...one.atoms, ...other.atoms].sort((a, b) => a - b));
      addTerm(product, atoms.join('*'), { factor: multiplyGrids(one.factor, other.factor), atoms });
    }
  }
  return product;
}

function simplified(table: AtomTable, atoms: readonly number[]): readonly number[] {
  const once = atoms.filter((atom, index) => atom !== atoms[index - 1] || table.atoms[atom]!.kind !== 'step');
  for (const whole of once) {
    const rounded = table.atoms[whole]!;
    if (rounded.kind !== 'whole') continue;
    const gate = once.find((atom) => isSignOf(table.atoms[atom]!, rounded.of));
    if (gate === undefined) continue;
    const count = atomNumber(table, { kind: 'count', of: rounded.of });
    return [...once.filter((atom) => atom !== gate && atom !== whole), count].sort((a, b) => a - b);
  }
  return once;
}

/** Whether a step asks for the sign of `of`: the polynomials differ by a positive factor. */
function isSignOf(atom: Atom, of: Polynomial): boolean {
  if (atom.kind !== 'step' || atom.of.size !== of.size || of.has('')) return false;
  return polynomialKey(atom.of) === polynomialKey(normalised(of).of);
}

/** The polynomial over the magnitude of its first factor, and the sign of that; as it is where the factors are no plain numbers. */
export function normalised(polynomial: Polynomial): { readonly of: Polynomial; readonly negative: boolean } {
  const keys = [...polynomial.keys()].filter((key) => key !== '').sort(byAtoms);
  const first = keys.length === 0 ? undefined : polynomial.get(keys[0]!)!.factor;
  if (first === undefined || typeof first !== 'number') return { of: polynomial, negative: false };
  const of = new Map([...polynomial].map(([key, term]) => [key, { ...term, factor: mapGrid(term.factor, (value) => value / first) }] as const));
  return { of, negative: first < 0 };
}

function byAtoms(one: string, other: string): number {
  return one.length - other.length || (one < other ? -1 : 1);
}

/** The part of a polynomial that holds `atom`, over that atom, and the rest. The atom must stand once in every such term. */
export function splitBy(polynomial: Polynomial, atom: number): { readonly factor: Polynomial; readonly rest: Polynomial } {
  const factor = new Map<string, Term>();
  const rest = new Map<string, Term>();
  for (const [key, term] of polynomial) {
    const at = term.atoms.indexOf(atom);
    if (at < 0) rest.set(key, term);
    else {
      const atoms = term.atoms.toSpliced(at, 1);
      factor.set(atoms.join('*'), { factor: term.factor, atoms });
    }
  }
  return { factor, rest };
}

export function constantTerm(polynomial: Polynomial): Grid {
  return polynomial.get('')?.factor ?? 0;
}

/** The factor of a polynomial that is a number alone; null for others. */
export function asConstant(polynomial: Polynomial): Grid | null {
  if (polynomial.size === 0) return 0;
  return polynomial.size === 1 ? polynomial.get('')?.factor ?? null : null;
}

/** The atoms of all terms. */
export function atomsOf(polynomial: Polynomial): readonly number[] {
  return [...new Set([...polynomial.values()].flatMap((term) => term.atoms))];
}
