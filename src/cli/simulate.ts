import { loadTarget, withoutDevice } from '../../targets/load.ts';
import type { ChipGrid } from '../../targets/several-chips.ts';
import { verify } from '../compile.ts';
import { fail } from '../diagnostics/diagnostic.ts';
import { readModel } from '../read/model.ts';
import { networkOptionsOf } from './network-options.ts';
import { openDataset, withStageFile } from './session.ts';
import { checkOutputs, simulateAndReport, type SimulateFlags, type SimulationTask } from './simulation.ts';
import { tell, withProgress, type Progress } from './terminal.ts';

type Flags = SimulateFlags & { readonly target?: string; readonly calibrate?: string; readonly chips?: ChipGrid };

/** Runs a configuration on data. */
export function simulateCommand(file: string, flags: Flags): Promise<void> {
  return withProgress((progress) => simulateWith(progress, file, flags));
}

async function simulateWith(progress: Progress, file: string, flags: Flags): Promise<void> {
  checkOutputs(flags);
  networkOptionsOf(flags);
  const { diagnostics, ...opened } = await openSimulation(file, flags);
  await simulateAndReport({ ...opened, model: opened.configuration.name, reference: null, compile_s: 0, passes: [], diagnostics }, flags, progress);
}

/** A configuration with the target it was made for, and the data it runs on. */
export type OpenedSimulation = Pick<SimulationTask, 'configuration' | 'target' | 'dataset' | 'calibration' | 'diagnostics'>;

/** @throws DiagnosticError where they do not fit together */
export async function openSimulation(file: string, flags: Pick<Flags, 'target' | 'chips' | 'input' | 'limit' | 'calibrate' | 'normalise' | 'bin' | 'binCounts'>): Promise<OpenedSimulation> {
  const { stage } = await readModel(file);
  if (stage.stage !== 'configuration') return fail('S812', { stage: stage.stage }, { file });
  const { target, diagnostics } = loadTarget(flags.target ?? stage.target, flags.chips);
  if (withoutDevice(target.name) !== withoutDevice(stage.target)) fail('S806', { configured: stage.target, given: target.name }, { file });
  tell(diagnostics);
  tell(withStageFile(file, () => verify(stage, target)));
  const dataset = await withStageFile(file, () => openDataset(flags.input, flags, stage, flags.limit));
  const calibration = flags.calibrate === undefined ? null : await withStageFile(file, () => openDataset(flags.calibrate!, flags, stage));
  return { configuration: stage, target, dataset, calibration, diagnostics: [...diagnostics, ...dataset.diagnostics] };
}
