import { OWN, valueOf, type Flow, type FlowValue } from './flow.ts';

/** Ids of the values that `roots` depend on, rising; operands come before what reads them. */
export function neededValues(flow: Flow, roots: readonly number[]): Int32Array {
  const marked = new Uint8Array(flow.values.length);
  const open = [...roots];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (marked[id]) continue;
    marked[id] = 1;
    for (const operand of operandsOf(valueOf(flow, id))) if (!marked[operand]) open.push(operand);
  }
  const ids: number[] = [];
  for (let id = 0; id < marked.length; id++) if (marked[id]) ids.push(id);
  return Int32Array.from(ids);
}

/** Operands that are there: optional ones may be left out. */
export function operandsOf(value: FlowValue): readonly number[] {
  return value.operands.every((id) => id >= 0) ? value.operands : value.operands.filter((id) => id >= 0);
}

/** Whether a value of a step graph holds a state from before the step. */
export function isOldState(value: FlowValue): boolean {
  return value.operator === OWN.input || value.operator === OWN.state;
}
