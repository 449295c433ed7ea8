import type { Configuration } from '../../ir/configuration.ts';
import { indexOf, type EngineLayout } from '../engine/layout.ts';
import type { Wiring } from '../engine/wiring.ts';
import type { Receiver } from './receivers.ts';

/** Readouts that the spike of each slot drives: one crossbar, of whose columns all that listen there take note together. CSR. */
export interface SlotReadouts {
  readonly offsets: Int32Array;
  readonly readouts: Int32Array;
}

export function readoutsBySlot({ populations }: Configuration, wiring: Wiring, layouts: readonly EngineLayout[], { population, sources }: Receiver): SlotReadouts {
  const lists: Set<number>[] = [];
  let first = 0;
  for (const source of sources) {
    const neurons = populations[source]!.features * populations[source]!.positions;
    for (let i = 0; i < neurons; i++) lists.push(new Set());
    for (const { source: own, destination, offsets, application } of wiring.bundles) {
      if (own !== source || destination !== population) continue;
      for (let local = 0; local + 1 < offsets.length; local++) {
        for (let i = offsets[local]!; i < offsets[local + 1]!; i++) lists[first + indexOf(layouts[source]!, local)]!.add(wiring.readouts.of[application[i]!]!);
      }
    }
    first += neurons;
  }
  const offsets = new Int32Array(lists.length + 1);
  lists.forEach((list, slot) => { offsets[slot + 1] = offsets[slot]! + list.size; });
  return { offsets, readouts: Int32Array.from(lists.flatMap((list) => [...list])) };
}
