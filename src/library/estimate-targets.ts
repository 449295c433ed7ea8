import { DiagnosticError } from '../diagnostics/diagnostic.ts';
import { ENERGY_PARTS, type EnergyPart } from '../ir/target.ts';
import { ROLES, type Role } from '../platforms/estimate.ts';
import type { EnergyParts } from '../report/energy.ts';
import type { TargetRun, Vulnerability } from '../report/estimate/comparison.ts';
import type { Report } from '../report/report.ts';
import { compile, type Compiled } from './compile.ts';
import type { AskedTarget } from './estimate-options.ts';
import type { Measured } from './measured-layers.ts';
import type { Observer } from './observer.ts';
import { report as reportOf } from './report.ts';
import { simulate, type Simulation } from './simulate.ts';

type Watching = Pick<Observer, 'start' | 'update' | 'searching' | 'stop'>;

/** Compiles the network for each tile target and simulates it there on the samples whose sparsity was measured; with non-idealities once more with them. */
export async function runOnTargets(measured: Measured, targets: readonly AskedTarget[], observer: Observer): Promise<readonly TargetRun[]> {
  const runs: TargetRun[] = [];
  for (const asked of targets) runs.push(await attempt(asked.name, () => runOn(asked, measured, observer)));
  return runs;
}

/** A target that the network does not fit is a column without numbers; the others go on. */
async function attempt(name: string, work: () => Promise<TargetRun>): Promise<TargetRun> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    return { name, refused: error.diagnostics[0]!.message };
  }
}

async function runOn({ name, nonIdealities }: AskedTarget, measured: Measured, observer: Observer): Promise<TargetRun> {
  const { file, network, dataset, calibration, samples } = measured;
  const model = { file, stage: network, spikes: null, assumptions: [], diagnostics: [] };
  const watching = watchingTarget(name, observer);
  const compiled = await compile(model, {
    target: name, data: dataset, calibrate: calibration.timesteps === null ? calibration : null, calibrationSamples: calibration.count, observer: watching, ...(nonIdealities !== null && { nonIdealities }),
  });
  const ideal = await simulate(compiled, dataset, { limit: samples, reference: false, observer: watching });
  const report = reportOf(ideal);
  return {
    name: report.target, refused: null, energy_J: report.energy.perInference_J, latency_s: report.latency.perInference_s, area_mm2: report.area.total_mm2,
    perLayer_J: measured.heard.map(({ destination }, index) => (measured.layers[index]!.neurons ? energyOf(report, destination) : null)),
    energyShares: sharesOf(report.energy.parts_J, report.energy.perInference_J),
    vulnerability: nonIdealities === null ? null : await vulnerabilityOf(compiled, ideal, measured, nonIdealities, watching),
  };
}

/** Progress with the name of the target. What is found there is no finding about the estimate. */
function watchingTarget(name: string, { start, update, searching, stop }: Observer): Watching {
  return { start: (what) => start(`${name}: ${what}`), update, searching, stop };
}

function energyOf({ energy }: Report, population: string): number | null {
  return energy.perLayer.find(({ name }) => name === population)?.energy_J ?? null;
}

const ROLE_OF: Readonly<Record<EnergyPart, Role>> = {
  crossbar: 'computation', synapse: 'computation', adc: 'computation', dac: 'computation', neuron: 'neuron', buffer: 'movement', router: 'movement', link: 'movement', static: 'static',
};

function sharesOf(parts_J: EnergyParts, total_J: number): Record<Role, number> {
  const sum = (role: Role): number => ENERGY_PARTS.reduce((all, part) => (ROLE_OF[part] === role ? all + parts_J[part] : all), 0);
  return Object.fromEntries(ROLES.map((role) => [role, total_J > 0 ? sum(role) / total_J : 0])) as Record<Role, number>;
}

async function vulnerabilityOf(compiled: Compiled, ideal: Simulation, { heard, dataset, samples }: Measured, nonIdealities: string, observer: Watching): Promise<Vulnerability> {
  const worse = await simulate(compiled, dataset, { limit: samples, reference: false, nonIdealities, errorSamples: samples, observer });
  const errors = reportOf(worse).errorOverTime?.perLayer ?? [];
  const [of, without] = [worse.chips[0]!.predictions, ideal.chips[0]!.predictions];
  const share = (predictions: ArrayLike<number>, right: ArrayLike<number>): number => Array.from(predictions).filter((one, index) => one === right[index]).length / predictions.length;
  return {
    nonIdealities, samples,
    ideal: ideal.labels && share(without, ideal.labels), nonIdeal: worse.labels && share(of, worse.labels), agreement: share(of, without),
    sumError: heard.map(({ destination }) => errors.find(({ name }) => name === destination)?.running.sums.relativeRms ?? null),
  };
}
