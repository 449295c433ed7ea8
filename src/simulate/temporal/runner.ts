import { NO_MITIGATIONS } from '../../ir/mitigations.ts';
import type { PhaseDomainCircuit } from '../../ir/neuron-circuit.ts';
import { loadKernels } from '../../kernels/load.ts';
import type { Samples } from '../engine/inputs.ts';
import { widened } from '../engine/widen.ts';
import type { PopulationRaster } from '../result.ts';
import type { PartResult, PartRunner, Setup } from '../runner.ts';
import { checkTemporalChip } from './check.ts';
import { temporalEngine } from './engine.ts';
import { loadTemporal } from './program.ts';

/**
 * Programs a chip for a network of temporal coding, for part after part of the data.
 * @throws DiagnosticError S640, S641 when the chip does something that these networks do not know; S614 when a value of a sample is no time
 * @throws RangeError when it does not fit the kernels' memory
 */
export function temporalRunner({ configuration, target, effects, mitigations = NO_MITIGATIONS, circuit, seed, detailed }: Setup): PartRunner {
  checkTemporalChip(effects, mitigations);
  const phase = circuit?.circuit.kind === 'phase-domain' ? circuit.circuit : null;
  const laidOut = target.core.crossbars ? configuration : widened(configuration);
  const engine = temporalEngine(loadTemporal(laidOut, target, loadKernels(), { effects, mitigations, circuit: phase as PhaseDomainCircuit | null, seed }));
  const count = (samples: Samples, first: number): PartResult => {
    let raster: readonly PopulationRaster[] = [];
    const outputs = engine.run(samples, first, (sample, times) => { if (detailed && sample === 0) raster = rasterOf(configuration.populations, times); });
    return { outputCount: engine.outputCount, outputs, counts: engine.takeCounts(), raster, potentials: [], steps: null, converters: [], weightScale: 1, network: null };
  };
  return { count, deviate: () => { throw new Error('temporal networks have no timesteps to deviate in'); } };
}

/** Spikes of a sample, in order of time. */
function rasterOf(populations: Setup['configuration']['populations'], times: Float64Array): readonly PopulationRaster[] {
  return populations.map(({ name, firstNeuron, features, positions }) => {
    const own = times.subarray(firstNeuron, firstNeuron + features * positions);
    const fired = [...own.keys()].filter((index) => own[index]! < Infinity).sort((a, b) => own[a]! - own[b]! || a - b);
    return { population: name, neurons: own.length, timesteps: Float64Array.from(fired, (index) => own[index]!), indices: Int32Array.from(fired) };
  });
}
