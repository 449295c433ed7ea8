import { type ChipGrid, type Compiled, type Data, openConfiguration, readData } from '../index.ts';
import { dataOptionsOf, sampleOptionsOf } from './session.ts';
import { checkOutputs, simulateAndReport, simulateOptionsOf, type SimulateFlags } from './simulation.ts';
import { withProgress, type Progress } from './terminal.ts';

type Flags = SimulateFlags & { readonly target?: string; readonly calibrate?: string; readonly chips?: ChipGrid; readonly technology?: string };

/** Runs a configuration on data. */
export function simulateCommand(file: string, flags: Flags): Promise<void> {
  return withProgress((progress) => simulateWith(progress, file, flags));
}

async function simulateWith(progress: Progress, file: string, flags: Flags): Promise<void> {
  checkOutputs(flags);
  const { compiled, data, calibration } = await openSimulation(file, flags, progress);
  await simulateAndReport(compiled, data, { ...simulateOptionsOf(flags, progress), ...(calibration && { calibrate: calibration }) }, flags);
}

/** A configuration, and the data it runs on. */
export interface OpenedSimulation {
  readonly compiled: Compiled;
  readonly data: Data;
  readonly calibration: Data | null;
}

/** @throws DiagnosticError where they do not fit together */
export async function openSimulation(file: string, flags: Pick<Flags, 'target' | 'chips' | 'technology' | 'input' | 'labels' | 'limit' | 'calibrate' | 'normalise' | 'bin' | 'binCounts'>, observer: Progress): Promise<OpenedSimulation> {
  const { target, chips, technology, calibrate } = flags;
  const compiled = await openConfiguration(file, { observer, ...(target !== undefined && { target }), ...(chips && { chips }), ...(technology !== undefined && { technology }) });
  const data = await readData(flags.input, compiled, dataOptionsOf(flags, flags.limit, observer));
  return { compiled, data, calibration: calibrate === undefined ? null : await readData(calibrate, compiled, { ...sampleOptionsOf(flags), observer }) };
}
