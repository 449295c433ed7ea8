import { writeAtomically } from '../files.ts';
import { fail, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Dataset } from '../ir/dataset.ts';
import type { Network } from '../ir/network.ts';
import { printStage } from '../ir/stage-text.ts';
import { isNetwork, placedOf, type Stage } from '../ir/stage.ts';
import type { Target } from '../ir/target.ts';
import type { Report } from '../report/report.ts';
import type { Interpretation } from './interpret.ts';
import type { Simulation } from './simulate.ts';

type NetworkWriter = (network: Network, file: string, source: string) => Promise<readonly Diagnostic[]>;

/** Forms of a network in files, by the ending of their name; each says what its format cannot. */
const NETWORK_WRITERS: Readonly<Record<string, NetworkWriter>> = {
  '.synet': async (network, file) => {
    (await import('../read/synet/write.ts')).writeSynet(network, file);
    return [];
  },
  '.nir': async (network, file) => (await import('../read/nir/write-nir.ts')).writeNir(network, file),
  '.yaml': async (network, file, source) => (await import('../read/sanafe/rewrite.ts')).rewriteSanafe(network, file, source),
};

/** Whether `writeNetwork` knows the ending of this file: .synet, .nir or .yaml. */
export function isNetworkFile(file: string): boolean {
  return endingOf(file) in NETWORK_WRITERS;
}

/**
 * Writes a network in the format that the ending of the file says: .synet (its tensors in an .npz beside it), .nir, or .yaml (SANA-FE).
 * @param source file that the network was read from
 * @returns what the format cannot say
 * @throws DiagnosticError S709 where the stage is no network any more, S102, and those of the formats
 */
export async function writeNetwork(stage: Stage, file: string, source: string = file): Promise<readonly Diagnostic[]> {
  if (!isNetwork(stage)) return fail('S709', { from: stage.stage, wanted: 'network files hold stages up to quantised' }, { file: source });
  const write = NETWORK_WRITERS[endingOf(file)] ?? fail('S811', { kind: endingOf(file) || file }, { file });
  return write(stage, file, source);
}

/**
 * Writes what a compilation made: .tile (the last stage), .synet (a network), .yaml (network and mapping for SANA-FE), .snn (hypergraph of AxonFlow), .noxim
 * (traffic table of Noxim).
 * @param stages from the first to the last, as `onStage` of `compile` had them
 * @param data whose first sample the inputs of a .yaml send; null: none
 * @returns what the format cannot say
 * @throws DiagnosticError S709 where the stages that a format needs are not there, S102
 */
export async function writeStages(stages: readonly Stage[], target: Target, file: string, data: Dataset | null = null): Promise<readonly Diagnostic[]> {
  const last = stages.at(-1)!;
  switch (endingOf(file)) {
    case '.yaml':
    case '.yml': return (await import('../read/sanafe/write-compiled.ts')).writeCompiled(stages, target, file, data);
    case '.snn':
    case '.noxim': return writeTraffic(stages, target, file);
    case '.synet': if (isNetwork(last)) return writeNetwork(last, file);
  }
  writeAtomically(file, printStage(last));
  return [];
}

/** Who hears whom (.snn) or what travels from tile to tile (.noxim), of the last stage that knows. */
async function writeTraffic(stages: readonly Stage[], target: Target, file: string): Promise<readonly Diagnostic[]> {
  const placed = stages.map(placedOf).findLast((one) => one !== null);
  const clustered = placed?.clustered ?? stages.find((stage) => stage.stage === 'clustered');
  if (!clustered || (endingOf(file) === '.noxim' && !placed)) return fail('S709', { from: stages.at(-1)!.stage, wanted: 'this format needs clusters, and .noxim their cores: compile from a network' }, { file });
  if (placed && endingOf(file) === '.noxim') (await import('../read/noxim/write-traffic.ts')).writeNoximTraffic(placed, target, file);
  else (await import('../read/hypergraph/write-hypergraph.ts')).writeHypergraph(clustered.unrolled, clustered.profile, file);
  return [];
}

/**
 * Writes what the first sample did as traces, in the format that the ending of each file says: .perfetto-trace or .pftrace, .json (Chrome), .vcd, .npz, .csv
 * (potentials in a file beside it), .nir or .h5 (NIRGraphData). Packets and queues are there where the simulation had the option `trace`, potentials where it
 * had `potentials`.
 * @param made the report of the simulation, which times it; left out: it is made
 * @returns S649 for what was cut, S650 for what there cannot be
 * @throws DiagnosticError S646, S647, S648, S102
 */
export async function writeTrace(run: Simulation | Interpretation, files: readonly string[], made?: Report): Promise<readonly Diagnostic[]> {
  return (await import('./trace.ts')).writeTrace(run, files, made);
}

/** Whether a copy of this model can be annotated, before long work begins. @throws DiagnosticError S654, S102 */
export async function checkAnnotation(model: string, file: string): Promise<void> {
  (await import('./annotate.ts')).checkAnnotation(model, file);
}

/**
 * Writes a copy of the ONNX file that was compiled in which operators carry where their neurons lie and what they cost, as viewers such as Netron show it.
 * @param made the report of the simulation
 * @returns S655 for populations without an operator, S656 where operators have no metadata in this version of ONNX
 * @throws DiagnosticError S654, S102
 */
export async function writeAnnotated(simulation: Simulation, made: Report, file: string): Promise<readonly Diagnostic[]> {
  return (await import('./annotate.ts')).writeAnnotated(simulation, made, file);
}

function endingOf(file: string): string {
  return /\.[^./\\]*$/.exec(file)?.[0].toLowerCase() ?? '';
}
