import { loadTarget, withoutDevice } from '../../targets/load.ts';
import type { ChipGrid } from '../../targets/several-chips.ts';
import { verify } from '../compile.ts';
import { fail } from '../diagnostics/diagnostic.ts';
import { readModel } from '../read/model.ts';
import { networkOptionsOf } from './network-options.ts';
import { openDataset, withStageFile } from './session.ts';
import { checkOutputs, simulateAndReport, type SimulateFlags } from './simulation.ts';
import { tell, withProgress, type Progress } from './terminal.ts';

type Flags = SimulateFlags & { readonly target?: string; readonly calibrate?: string; readonly chips?: ChipGrid };

/** Runs a configuration on data. */
export function simulateCommand(file: string, flags: Flags): Promise<void> {
  return withProgress((progress) => simulateWith(progress, file, flags));
}

async function simulateWith(progress: Progress, file: string, flags: Flags): Promise<void> {
  checkOutputs(flags);
  networkOptionsOf(flags);
  const { stage } = await readModel(file);
  if (stage.stage !== 'configuration') return fail('S812', { stage: stage.stage }, { file });
  const { target, diagnostics } = loadTarget(flags.target ?? stage.target, flags.chips);
  if (withoutDevice(target.name) !== withoutDevice(stage.target)) fail('S806', { configured: stage.target, given: target.name }, { file });
  tell(diagnostics);
  tell(withStageFile(file, () => verify(stage, target)));
  const dataset = await withStageFile(file, () => openDataset(flags.input, flags, stage, flags.limit));
  const calibration = flags.calibrate === undefined ? null : await withStageFile(file, () => openDataset(flags.calibrate!, flags, stage));
  await simulateAndReport({ model: stage.name, configuration: stage, target, dataset, calibration, reference: null, compile_s: 0, passes: [], diagnostics: [...diagnostics, ...dataset.diagnostics] }, flags, progress);
}
