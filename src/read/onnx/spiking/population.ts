import type { Where } from '../../../diagnostics/diagnostic.ts';
import { placeOf } from '../place.ts';
import { valueOf, type Flow } from './flow.ts';
import { operandsOf } from './needed.ts';
import type { Grid } from './grid.ts';
import type { NeuronForm } from './neuron-form.ts';

/** A population as the graph has it, before it is built. */
export interface FoundPopulation {
  readonly form: NeuronForm;
  /** Its potential in the timestep that was looked at. */
  readonly potential: number;
  /** That timestep. */
  readonly time: number;
  readonly initial: Grid;
  readonly where: Where;
}

/** Stands for the potential of the step before, where only what a spike left of it is handed on; no value has a negative id. */
export function previousOf(potential: number): number {
  return -1 - potential;
}

/** Where a value comes from, in words; of one without a node, where the values it is made of come from. */
export function whereIs(flow: Flow, id: number): Where {
  let at = id;
  for (let tries = 0; tries < 64; tries++) {
    const value = valueOf(flow, at);
    if (value.node) return { file: flow.file.path, place: placeOf(value.node) };
    const [operand] = operandsOf(value);
    if (operand === undefined) return { file: flow.file.path, place: value.name === '' ? 'the graph' : `input '${value.name}'` };
    at = operand;
  }
  return { file: flow.file.path, place: 'the graph' };
}
