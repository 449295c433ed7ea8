import { checkAnnotation, checkCompileOptions, compile, type Compiled, type CompileOptions, type Data, loadNonIdealities, loadTarget, type Model, read, readData } from '../index.ts';
import { refuseHardwareOptions } from './chip-options.ts';
import { runWithoutHardware } from './reference-run.ts';
import { dataOptionsOf, passChoicesOf, readOptionsOf, sampleOptionsOf, type CompileFlags } from './session.ts';
import { checkOutputs, simulateAndReport, simulateOptionsOf, type SimulateFlags } from './simulation.ts';
import { withProgress, type Progress } from './terminal.ts';
import { printProof, printTiming } from './timing.ts';

type RunFlags = CompileFlags & SimulateFlags & { readonly target: string; readonly reference: boolean };

/** What a run is compiled to, and the data it runs on. */
export interface Prepared {
  readonly data: Data;
  readonly compiled: Compiled;
}

/** Prepares a run, or gives what was prepared before under the same key, which says everything that reading and compiling look at. */
export type Prepare = (keyOf: () => string, make: () => Promise<Prepared>) => Promise<Prepared>;

/** The main job: read, compile, simulate, report. */
export function run(model: string, flags: RunFlags, prepare: Prepare = (_keyOf, make) => make()): Promise<void> {
  return withProgress((progress) => runWith(progress, model, flags, prepare));
}

async function runWith(progress: Progress, file: string, flags: RunFlags, prepare: Prepare): Promise<void> {
  if (flags.target === 'none') refuseHardwareOptions(flags);
  const compileOptions = compileOptionsOf(flags, progress);
  checkCompileOptions(compileOptions);
  checkOutputs(flags);
  if (flags.annotate !== undefined) await checkAnnotation(file, flags.annotate);
  const open = async (): Promise<{ model: Model; data: Data }> => {
    const model = await read(file, readOptionsOf(flags, progress));
    return { model, data: await readData(flags.input, model, dataOptionsOf(flags, flags.limit, progress)) };
  };
  if (flags.target === 'none') {
    const { model, data } = await open();
    return runWithoutHardware(model, data, flags, progress);
  }
  const { data, compiled } = await prepare(() => keyOf(file, flags, compileOptions, progress), async () => {
    const opened = await open();
    return { data: opened.data, compiled: await compile(opened.model, { ...compileOptions, data: opened.data }) };
  });
  if (flags.timing) printTiming(compiled.passes);
  printProof(compiled.proof);
  await simulateAndReport(compiled, data, simulateOptionsOf(flags, progress), flags);
}

/** Of the non-idealities compiling looks at the cells of a weight alone. */
function keyOf(file: string, flags: RunFlags, { observer: _observer, nonIdealities: _effects, ...options }: CompileOptions, progress: Progress): string {
  const { bitSlicing } = loadNonIdealities(flags.nonIdealities, loadTarget(options.target, options.chips, options.technology).target);
  return JSON.stringify([file, readOptionsOf(flags, progress), flags.input, dataOptionsOf(flags, flags.limit, progress), options, bitSlicing ?? null]);
}

function compileOptionsOf(flags: RunFlags, observer: Progress): CompileOptions {
  const { target, calibrate, nonIdealities, seed, verifyEach } = flags;
  return { ...passChoicesOf(flags), ...sampleOptionsOf(flags), target, nonIdealities, seed, observer, ...(calibrate !== undefined && { calibrate }), ...(verifyEach && { verifyEach }) };
}
