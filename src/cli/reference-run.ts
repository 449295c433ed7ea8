import {
  type Data, diagnose, type Diagnostic, interpret, type InterpretOptions, isTemporal, type Model, optionOf, renderInterpretation, renderOutputsCsv, renderSpikesCsv, writeAtomically,
  writeTrace,
} from '../index.ts';
import type { SimulateFlags } from './simulation.ts';
import { tell, type Progress } from './terminal.ts';
import { keptOf } from './trace-options.ts';

type Flags = SimulateFlags & { readonly given: readonly string[] };

/** --target none: the network as read, by the reference interpreter (an ANN by its float forward pass). Nothing is priced. */
export async function runWithoutHardware(model: Model, data: Data, flags: Flags, observer: Progress): Promise<void> {
  const { limit, seed, workers } = flags;
  const idle = withoutEffect(flags.given, model.file);
  tell(idle);
  const interpretation = await interpret(model, data, { seed, observer, ...potentialsOf(flags), ...(limit !== undefined && { limit }), ...(workers !== undefined && { workers }) });
  const { report, result, labels, network } = interpretation;
  if (flags.outputs) writeAtomically(flags.outputs, renderOutputsCsv({ ...result, outputs: Float32Array.from(result.outputs), ...(isTemporal(network) && { times: result.outputs }) }, labels));
  if (flags.spikes) writeAtomically(flags.spikes, renderSpikesCsv(result.raster));
  if (flags.trace && flags.trace.length > 0) tell(await writeTrace(interpretation, flags.trace));
  const json = `${JSON.stringify({ ...report, diagnostics: [...report.diagnostics, ...idle] }, null, 2)}\n`;
  if (typeof flags.json === 'string' && flags.json !== '-') writeAtomically(flags.json, json);
  if (!flags.quiet) process.stdout.write(flags.json === true || flags.json === '-' ? json : renderInterpretation(report));
}

/** Options of `run` that say something about a network without hardware. */
const EFFECTIVE = new Set(['target', 'assume', 'onnxShape', 'timesteps', 'input', 'labels', 'normalise', 'limit', 'seed', 'workers', 'outputs', 'json', 'spikes', 'bin', 'binCounts', 'reference', 'trace', 'potentials']);

function potentialsOf(flags: Flags): Pick<InterpretOptions, 'potentials'> {
  const { potentials } = keptOf(flags);
  return potentials ? { potentials } : {};
}

function withoutEffect(given: readonly string[], file: string): readonly Diagnostic[] {
  return given.filter((name) => !EFFECTIVE.has(name)).map((name) => diagnose('S816', { option: optionOf(name) }, { file }));
}
