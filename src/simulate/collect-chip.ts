import { addDeviations, type Deviation } from './deviation/deviation.ts';
import type { EngineCounts } from './engine/engine.ts';
import type { JobResult } from './lanes.ts';
import { addNetworkCounts, type NetworkCounts } from './mesh/network-counts.ts';
import type { PartResult } from './runner.ts';

/** All that a chip did with all samples; outputs are [samples x outputCount]. */
export interface CollectedChip extends PartResult {
  readonly samples: number;
  readonly deviation: Deviation | null;
}

/** Takes results of a chip's jobs as they come, in any order, and makes the same of them in every order. */
export function collectChip(samples: number): { readonly add: (job: number, first: number, result: JobResult) => void; readonly finish: () => CollectedChip } {
  let outputs: Float32Array | Float64Array = new Float32Array(0);
  let counts: EngineCounts | null = null;
  let opening: PartResult | null = null;
  // Sums of whole numbers are the same in any order. These are not only whole numbers, and there are few of them.
  const networks: (NetworkCounts | null)[] = [];
  const deviations: (Deviation | null)[] = [];
  return {
    add(job, first, result) {
      if (result.measure === 'deviation') {
        deviations[job] = result.deviation;
        return;
      }
      const { part } = result;
      if (outputs.length === 0) outputs = new (part.outputs instanceof Float64Array ? Float64Array : Float32Array)(samples * part.outputCount);
      outputs.set(part.outputs, first * part.outputCount);
      counts = counts ? addCounts(counts, part.counts) : part.counts;
      networks[job] = part.network;
      if (first === 0) opening = part;
    },
    finish() {
      if (!counts || !opening) throw new Error('a chip that has run no samples');
      const { raster, potentials, steps, outputCount, converters, weightScale } = opening;
      return { samples, outputCount, outputs, counts, raster, potentials, steps, converters, weightScale, network: joined(networks, addNetworkCounts), deviation: joined(deviations, addDeviations) };
    },
  };
}

function joined<T>(parts: readonly (T | null)[], add: (a: T, b: T) => T): T | null {
  return parts.reduce<T | null>((all, part) => (all && part ? add(all, part) : all ?? part ?? null), null);
}

function addCounts(a: EngineCounts, b: EngineCounts): EngineCounts {
  const sum = (x: Float64Array, y: Float64Array): Float64Array => x.map((value, i) => value + y[i]!);
  const temporal = a.temporal && b.temporal && { early: sum(a.temporal.early, b.temporal.early), causal: sum(a.temporal.causal, b.temporal.causal), updates: sum(a.temporal.updates, b.temporal.updates) };
  return { spikes: sum(a.spikes, b.spikes), values: sum(a.values, b.values), reads: sum(a.reads, b.reads), active: a.active && b.active && sum(a.active, b.active), ...(temporal && { temporal }) };
}
