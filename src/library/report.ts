import { summariseMapping } from '../report/mapping.ts';
import { describeMitigations } from '../report/mitigations.ts';
import { makeReport, type Report } from '../report/report.ts';
import type { Simulation } from './simulate.ts';
import { VERSION } from './version.ts';

/**
 * Prices and times what a simulation counted: accuracy with its interval, energy (J), spike latency (s), area (mm2), traffic, utilisation, and every constant
 * with its source. Prices that are not known are named in `gaps`, and null.
 */
export function report(simulation: Simulation): Report {
  const { compiled, configuration, target, chips, labels, nonIdealities, mitigations, calibration, gain } = simulation;
  const { passes, sides, compile_s } = compiled;
  return makeReport({
    model: configuration.name, version: VERSION, seed: simulation.seed, target, timesteps: configuration.timesteps, bits: configuration.bits,
    result: chips[0]!, chips, ablation: simulation.ablation, labels, nonIdealities, circuit: simulation.circuit, circuitCalibration: simulation.circuitCalibration,
    mitigations: describeMitigations(mitigations, configuration, target, calibration?.count ?? 0, gain, labels, nonIdealities),
    reference: simulation.reference, mapping: summariseMapping(configuration, target), calibration: configuration.calibration ?? null,
    ...(sides.unrolled && { unrolling: { mode: sides.unrolled.mode, loss: simulation.unrollLoss } }),
    timing: { compile_s, simulate_s: simulation.simulate_s, peakMemory_MB: simulation.peakMemory_MB, passes_s: Object.fromEntries(passes.map(({ pass, time_s }) => [pass, time_s])) },
    passStatistics: passes.map(({ pass, statistics }) => ({ pass, statistics })), diagnostics: simulation.diagnostics,
  });
}
