import {
  checkChipOptions, checkSimulateOptions, checkTemporalOptions, checkWritable, type ChipOptions, type CircuitOptions, type Compiled, type Data, nonIdealitiesOf, type PacketOptions,
  renderErrorsCsv, renderHtml, renderJson, renderOutputsCsv, renderSpikesCsv, renderText, report, type Report, simulate, type SimulateOptions, type Simulation, writeAnnotated,
  writeAtomically, writeTrace,
} from '../index.ts';
import type { DataFlags } from './session.ts';
import { colourful, tell, type Progress } from './terminal.ts';
import { checkTraces, keptOf, type TraceFlags } from './trace-options.ts';

/** Options as commander parses them for everything that simulates. */
export interface SimulateFlags extends DataFlags, TraceFlags, PacketOptions, Omit<ChipOptions, 'nonIdealities'>, Omit<CircuitOptions, 'calibrateCircuit'> {
  readonly nonIdealities: string;
  readonly trials: number;
  readonly calibrateCircuit?: string;
  readonly input: string;
  readonly labels?: string;
  readonly limit?: number;
  readonly seed: number;
  readonly workers?: number;
  readonly mitigate?: string;
  readonly mitigationGain?: boolean;
  readonly reference?: boolean;
  readonly json?: string | true;
  readonly html?: string;
  readonly outputs?: string;
  readonly spikes?: string;
  readonly errors?: string;
  /** Nothing is printed: a point of a sweep writes its files only. */
  readonly quiet?: boolean;
}

const SIMULATE_OPTIONS = [
  'nonIdealities', 'trials', 'errorSamples', 'ablate', 'neuronCircuit', 'calibrateCircuit', 'circuitSamples', 'network', 'networkSamples', 'normalise', 'bin', 'binCounts', 'limit', 'seed', 'workers', 'mitigate',
  'mitigationGain', 'reference',
] as const satisfies readonly (keyof SimulateFlags & keyof SimulateOptions)[];

/** Of everything but the calibration data, which mean one thing to run and another to simulate. */
export function simulateOptionsOf(flags: SimulateFlags, observer?: Progress): SimulateOptions {
  return { ...keptOf(flags), ...Object.fromEntries(SIMULATE_OPTIONS.filter((name) => flags[name] !== undefined).map((name) => [name, flags[name]])), ...(observer && { observer }) };
}

/** Simulates, reports, and writes everything that was asked for once all of it is there. */
export async function simulateAndReport(compiled: Compiled, data: Data, options: SimulateOptions, flags: SimulateFlags): Promise<void> {
  checkChipOptions(flags, nonIdealitiesOf(flags, compiled.target));
  if (compiled.stage.stage === 'configuration') checkTemporalOptions(compiled.stage, flags);
  const simulation = await simulate(compiled, data, options);
  await writeAll(report(simulation), simulation, flags);
}

/** Files that cannot be written, and options that do nothing, are named before the work begins. */
export function checkOutputs(flags: SimulateFlags): void {
  const { json, html, outputs, spikes, errors } = flags;
  checkChipOptions(flags, null);
  checkSimulateOptions(simulateOptionsOf(flags));
  for (const file of [json, html, outputs, spikes, errors]) if (typeof file === 'string' && file !== '-') checkWritable(file);
  checkTraces(flags);
}

/** Files first, so that the text that names them is true. */
async function writeAll(made: Report, simulation: Simulation, flags: SimulateFlags): Promise<void> {
  const { chips, labels } = simulation;
  const result = chips[0]!;
  if (flags.outputs) writeAtomically(flags.outputs, renderOutputsCsv(result, labels));
  if (flags.spikes) writeAtomically(flags.spikes, renderSpikesCsv(result.raster));
  if (flags.errors) writeAtomically(flags.errors, renderErrorsCsv(made.errorOverTime));
  if (flags.annotate !== undefined) tell(await writeAnnotated(simulation, made, flags.annotate));
  if (flags.trace && flags.trace.length > 0) tell(await writeTrace(simulation, flags.trace, made));
  if (flags.html) writeAtomically(flags.html, await renderHtml(made, simulation));
  const json = renderJson(made);
  if (typeof flags.json === 'string' && flags.json !== '-') writeAtomically(flags.json, json);
  if (flags.quiet) return;
  if (flags.json === true || flags.json === '-') process.stdout.write(json);
  else {
    process.stdout.write(renderText(made, { colour: colourful(process.stdout), width: Math.min(100, process.stdout.columns ?? 100) }));
    if (flags.html) process.stdout.write(`\nreport page: ${flags.html}\n`);
  }
}
