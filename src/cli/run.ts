import { checkCompileOptions, compile, type CompileOptions } from '../library/compile.ts';
import { readData } from '../library/data.ts';
import { read } from '../library/model.ts';
import { refuseHardwareOptions } from './chip-options.ts';
import { runWithoutHardware } from './reference-run.ts';
import { dataOptionsOf, passChoicesOf, readOptionsOf, sampleOptionsOf, type CompileFlags } from './session.ts';
import { checkOutputs, simulateAndReport, simulateOptionsOf, type SimulateFlags } from './simulation.ts';
import { withProgress, type Progress } from './terminal.ts';
import { printProof, printTiming } from './timing.ts';

type RunFlags = CompileFlags & SimulateFlags & { readonly target: string; readonly reference: boolean };

/** The main job: read, compile, simulate, report. */
export function run(model: string, flags: RunFlags): Promise<void> {
  return withProgress((progress) => runWith(progress, model, flags));
}

async function runWith(progress: Progress, file: string, flags: RunFlags): Promise<void> {
  if (flags.target === 'none') refuseHardwareOptions(flags);
  const compileOptions = compileOptionsOf(flags, progress);
  checkCompileOptions(compileOptions);
  checkOutputs(flags);
  const model = await read(file, readOptionsOf(flags, progress));
  const data = await readData(flags.input, model, dataOptionsOf(flags, flags.limit, progress));
  if (flags.target === 'none') return runWithoutHardware(model, data, flags, progress);
  const compiled = await compile(model, { ...compileOptions, data });
  if (flags.timing) printTiming(compiled.passes);
  printProof(compiled.proof);
  await simulateAndReport(compiled, data, simulateOptionsOf(flags, progress), flags);
}

function compileOptionsOf(flags: RunFlags, observer: Progress): CompileOptions {
  const { target, calibrate, nonIdealities, seed, verifyEach } = flags;
  return { ...passChoicesOf(flags), ...sampleOptionsOf(flags), target, nonIdealities, seed, observer, ...(calibrate !== undefined && { calibrate }), ...(verifyEach && { verifyEach }) };
}
