import {
  compile, type Compiled, type Dataset, DiagnosticError, ENERGY_PARTS, type EnergyPart, type EnergyParts, fail, type Heard, type Layer, loadNonIdealities, loadTarget, type Network,
  type Report, report as reportOf, type Role, ROLES, simulate, type Simulation, type TargetRun, type Vulnerability,
} from '../index.ts';
import type { Progress } from './terminal.ts';

/** The spiking network whose sparsity was measured, and on what. */
export interface Measured {
  readonly file: string;
  readonly network: Network;
  readonly heard: readonly Heard[];
  readonly layers: readonly Layer[];
  readonly dataset: Dataset;
  /** Unlabelled samples that it was converted on, and is rounded on. */
  readonly calibration: Dataset;
  readonly samples: number;
}

/** Options of the command that are about tile targets. */
export interface TargetFlags {
  readonly targets?: string;
  readonly nonIdealities?: string;
}

/** A tile target that was asked for; null: none of its effects, as it has no crossbars that they could say anything about. */
interface Asked {
  readonly name: string;
  readonly nonIdealities: string | null;
}

/** Targets and non-idealities are there at all. @throws DiagnosticError as `loadTarget` and `loadNonIdealities` */
export function checkTargets({ targets, nonIdealities }: TargetFlags): readonly Asked[] {
  const names = targets === undefined ? [] : [...new Set(targets.split(',').map((name) => name.trim()))];
  return names.map((name) => {
    const { target } = loadTarget(name);
    if (nonIdealities === undefined || target.core.crossbars === null) return { name, nonIdealities: null };
    loadNonIdealities(nonIdealities, target);
    return { name, nonIdealities };
  });
}

/**
 * Compiles the network for each tile target and simulates it there on the samples whose sparsity was measured; with non-idealities once more with them.
 * @throws DiagnosticError S492 where there is nothing to run, and those of targets
 */
export async function runOnTargets(measured: Measured | null, flags: TargetFlags, progress: Progress): Promise<TargetRun[]> {
  const runs: TargetRun[] = [];
  for (const asked of checkTargets(flags)) {
    const network = measured ?? fail('S492', { option: '--targets', needs: '--input' });
    runs.push(await attempt(asked.name, () => runOn(asked, network, progress)));
  }
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

async function runOn({ name, nonIdealities }: Asked, measured: Measured, progress: Progress): Promise<TargetRun> {
  const { file, network, dataset, calibration, samples } = measured;
  const model = { file, stage: network, spikes: null, assumptions: [], diagnostics: [] };
  const watched = { start: (what: string) => progress.start(`${name}: ${what}`), update: progress.update, searching: progress.searching, stop: progress.stop };
  const compiled = await compile(model, { target: name, data: dataset, calibrate: calibration.timesteps === null ? calibration : null, calibrationSamples: calibration.count, observer: watched, ...(nonIdealities !== null && { nonIdealities }) });
  const ideal = await simulate(compiled, dataset, { limit: samples, reference: false, observer: watched });
  const report = reportOf(ideal);
  return {
    name: report.target, refused: null, energy_J: report.energy.perInference_J, latency_s: report.latency.perInference_s, area_mm2: report.area.total_mm2,
    perLayer_J: measured.heard.map(({ destination }, index) => (measured.layers[index]!.neurons ? energyOf(report, destination) : null)),
    energyShares: sharesOf(report.energy.parts_J, report.energy.perInference_J),
    vulnerability: nonIdealities === null ? null : await vulnerabilityOf(compiled, ideal, measured, nonIdealities, watched),
  };
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

async function vulnerabilityOf(compiled: Compiled, ideal: Simulation, { heard, dataset, samples }: Measured, nonIdealities: string, observer: Partial<Progress>): Promise<Vulnerability> {
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
