import type { Where } from '../../../diagnostics/diagnostic.ts';
import { isConstant, OWN, valueOf, type Flow, type FlowValue } from './flow.ts';
import { isElementwise } from './expressions.ts';
import { numberAt } from './constants.ts';
import { whereIs } from './population.ts';
import { isTest } from './element-functions.ts';
import { orNull, probe, reducedAxes } from './structure.ts';

/** What an output of the graph holds. */
export interface Record {
  readonly output: string;
  /** Its values, one a timestep, or one. */
  readonly elements: readonly number[];
  /** Every step on its own, their sum, or one step alone. */
  readonly mode: 'each' | 'sum' | 'one';
  /** By which the sum is multiplied. */
  readonly factor: number;
  /** Softmax and the like at the end, which do not change what is largest. */
  readonly dropped: readonly { readonly operator: string; readonly where: Where }[];
}

/** Takes apart how an output gathers timesteps: stacked, added up, averaged, or collected by a loop. */
export function recordOf(flow: Flow, output: string, id: number): Record {
  const dropped: { readonly operator: string; readonly where: Where }[] = [];
  let factor = 1;
  let value = valueOf(flow, id);
  for (;;) {
    const inner = unwrapped(flow, value);
    if (inner === null) break;
    if (HEAD.has(value.operator)) dropped.push({ operator: value.operator, where: whereIs(flow, value.id) });
    factor *= inner.factor;
    value = valueOf(flow, inner.id);
  }
  const { elements, ...rest } = gathered(flow, value, factor);
  return { output, dropped, ...rest, elements: elements.map((element) => plain(flow, element)) };
}

/** A value without the reshapes around it: stacking gives every step an axis of its own. */
function plain(flow: Flow, id: number): number {
  const { operator, operands } = valueOf(flow, id);
  return operator === OWN.reshape ? operands[0]! : id;
}

const HEAD: ReadonlySet<string> = new Set(['Softmax', 'LogSoftmax', 'ArgMax']);

/** The operand of an operation that leaves the order of the values of a sample as it is; null for any other. */
function unwrapped(flow: Flow, { operator, operands }: FlowValue): { readonly id: number; readonly factor: number } | null {
  if (HEAD.has(operator) || operator === OWN.reshape) return { id: operands[0]!, factor: 1 };
  if (operator !== 'Mul' && operator !== 'Div') return null;
  const constant = operands.findIndex((id) => isConstant(valueOf(flow, id)));
  const number = constant < 0 || (operator === 'Div' && constant === 0) ? null : numberAt(flow, operands[constant]);
  if (number === null || !(number > 0)) return null;
  return { id: operands[1 - constant]!, factor: operator === 'Mul' ? number : 1 / number };
}

type Gathered = Pick<Record, 'elements' | 'mode' | 'factor'>;

function gathered(flow: Flow, value: FlowValue, factor: number): Gathered {
  switch (value.operator) {
    case OWN.stack: return { elements: value.operands, mode: 'each', factor };
    case OWN.series: return { elements: value.operands, mode: 'each', factor };
    case OWN.last: return { elements: value.operands, mode: 'one', factor };
    case 'ReduceSum': case 'ReduceMean': return reduced(flow, value, factor) ?? { elements: [value.id], mode: 'one', factor };
    case 'Add': {
      const terms = addedUp(flow, value);
      return terms === null ? { elements: [value.id], mode: 'one', factor } : { elements: terms, mode: 'sum', factor };
    }
    default: return { elements: [value.id], mode: 'one', factor };
  }
}

/** A sum or average along the axis of the timesteps. */
function reduced(flow: Flow, value: FlowValue, factor: number): Gathered | null {
  const operands = value.operands.map((id) => (id < 0 ? null : id));
  const source = valueOf(flow, operands[0]!);
  if (source.operator !== OWN.stack && source.operator !== OWN.series) return null;
  const axes = orNull(() => reducedAxes(probe(flow, value.node!, operands), source.dims.length));
  if (axes === null || axes.length !== 1 || axes[0] !== source.cut!.axis) return null;
  return { elements: source.operands, mode: 'sum', factor: value.operator === 'ReduceMean' ? factor / source.cut!.count : factor };
}

/** The parts of a sum of spikes or currents; null where states are among them, as in a potential. */
function addedUp(flow: Flow, value: FlowValue): readonly number[] | null {
  const terms: number[] = [];
  const open = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.operator === 'Add') open.push(...next.operands.map((id) => valueOf(flow, id)));
    else if (next.operator === OWN.input || next.operator === OWN.state || (isElementwise(next) && !isTest(unscaled(flow, next)))) return null;
    else terms.push(next.id);
  }
  const isSum = terms.length > 1 && new Set(terms).size === terms.length && !terms.some((id) => isConstant(valueOf(flow, id)));
  return isSum ? terms.sort((a, b) => a - b) : null;
}

function unscaled(flow: Flow, value: FlowValue): FlowValue {
  const inner = value.operator === 'Mul' ? unwrapped(flow, value) : null;
  return inner === null ? value : valueOf(flow, inner.id);
}
