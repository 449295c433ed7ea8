import { resolve } from 'node:path';
import { diagnose, fail, stopOnErrors, type Diagnostic } from '../../diagnostics/diagnostic.ts';
import { printable } from '../../diagnostics/printable.ts';
import { checkWritable, writeAtomically } from '../../files.ts';
import type { Cut } from './timeline.ts';
import type { Trace } from './trace.ts';

/** What a format makes of a trace: one file, or several beside each other. */
interface Rendered {
  readonly files: readonly (readonly [file: string, content: string | Uint8Array])[];
  readonly cuts: readonly Cut[];
}

/** Formats by the ending of a file's name, each loaded when it is asked for. */
const FORMATS: Readonly<Record<string, (trace: Trace, file: string) => Promise<Rendered>>> = {
  '.perfetto-trace': perfetto,
  '.pftrace': perfetto,
  '.json': async (trace, file) => {
    const { text, cuts } = (await import('./chrome.ts')).renderChrome(trace);
    return { files: [[file, text]], cuts };
  },
  '.vcd': async (trace, file) => {
    const { text, cuts } = (await import('./vcd.ts')).renderVcd(trace);
    return { files: [[file, text]], cuts };
  },
  '.npz': async (trace, file) => ({ files: [[file, (await import('./npz.ts')).renderNpz(trace)]], cuts: [] }),
  '.csv': async (trace, file) => {
    const { renderPotentialsTable, renderSpikesTable } = await import('./csv.ts');
    return { files: [[file, renderSpikesTable(trace)], ...(trace.potentials.length > 0 ? [[potentialsFile(file), renderPotentialsTable(trace)] as const] : [])], cuts: [] };
  },
  '.nir': nir,
  '.h5': nir,
};

async function perfetto(trace: Trace, file: string): Promise<Rendered> {
  const { bytes, cuts } = (await import('./perfetto.ts')).renderPerfetto(trace);
  return { files: [[file, bytes]], cuts };
}

async function nir(trace: Trace, file: string): Promise<Rendered> {
  const { hdf5Bytes } = await import('../../read/hdf5/write-hdf5.ts');
  return { files: [[file, await hdf5Bytes((await import('./nir.ts')).nirGraphData(trace))]], cuts: [] };
}

/** An option that names a file. */
export interface NamedFile {
  readonly option: string;
  readonly file: string;
}

/**
 * Looks at the names of traces before long work begins.
 * @param others files that are written beside them
 * @throws DiagnosticError S646 for an ending that no format has, S647 for a file that is named twice, S102 for one that cannot be written
 */
export function checkTraceFiles(traces: readonly string[], others: readonly NamedFile[]): void {
  const all = [...traces.flatMap((file) => filesOf(file).map((one) => ({ option: `--trace ${printable(file)}`, file: one }))), ...others];
  const twice = all.filter(({ file }, i) => all.findIndex((one) => resolve(one.file) === resolve(file)) < i)
    .map(({ option, file }) => diagnose('S647', { options: [all.find((one) => resolve(one.file) === resolve(file))!.option, option] }, { file }));
  stopOnErrors([...traces.filter((file) => !formatOf(file)).map((file) => diagnose('S646', { ending: printable(endingOf(file) || file), known: Object.keys(FORMATS) }, { file })), ...twice]);
  for (const file of traces.flatMap(filesOf)) checkWritable(file);
}

/**
 * Writes a trace in the format of each file's ending, once all of them are made.
 * @returns S649 for what was cut, S650 for what a trace cannot have
 * @throws DiagnosticError S648 where nothing spikes, S102
 */
export async function writeTraces(trace: Trace, files: readonly string[]): Promise<readonly Diagnostic[]> {
  if (trace.raster.length === 0 && trace.potentials.length === 0) fail('S648', { reason: 'no neuron of this network spikes, or no sample was run' });
  const made: Rendered[] = [];
  for (const file of files) made.push(await formatOf(file)!(trace, file));
  for (const [file, content] of made.flatMap((one) => one.files)) writeAtomically(file, content);
  return [...made.flatMap(({ cuts }, i) => cuts.map((cut) => diagnose('S649', { ...cut, what: printable(cut.what), until: printable(cut.until) }, { file: files[i]! }))), ...absences(trace, files)];
}

/** What viewers will not find, with the reason. */
function absences({ clock, target, mesh, work, dt_s, potentials, raster }: Trace, files: readonly string[]): readonly Diagnostic[] {
  const endings = new Set(files.map(endingOf));
  const inTime = ['.perfetto-trace', '.pftrace', '.json', '.vcd'].some((ending) => endings.has(ending));
  const inNir = endings.has('.nir') || endings.has('.h5');
  const timed = clock.unit_s !== null;
  const size = new Map(raster.map(({ population, neurons }) => [population, neurons]));
  const partial = potentials.filter(({ population, neurons }) => (size.get(population) ?? neurons.length) > neurons.length).length;
  const missing: (readonly [boolean, string, string])[] = [
    [timed, 'membrane potentials', 'networks of temporal coding have spike times alone'],
    [inTime && target !== null && !timed && mesh === null, 'packets and queues', 'the mesh was not simulated cycle by cycle (--network cycle), or no packets travel'],
    [inTime && timed && target !== null, 'packets, queues and work of cores', 'networks of temporal coding run without timesteps'],
    [inTime && work !== null && !work.measured, 'work of cores timestep by timestep', 'it is not known there (devices, travelling partial sums, or values that drive synapses): the mean of all timesteps is shown'],
    [inNir && !timed && dt_s === null, 'length of a timestep', 'the network does not say it: in NIRGraphData each counts as 1 ms'],
    [inNir && partial > 0, `potentials of ${partial} populations in NIRGraphData`, 'only some of their neurons are kept, and the format cannot say which (--potentials keeps more)'],
  ];
  return missing.filter(([is]) => is).map(([, what, reason]) => diagnose('S650', { what, reason }));
}

function formatOf(file: string): (typeof FORMATS)[string] | undefined {
  const ending = endingOf(file);
  return Object.hasOwn(FORMATS, ending) ? FORMATS[ending] : undefined;
}

function endingOf(file: string): string {
  return /\.[^./\\]*$/.exec(file)?.[0].toLowerCase() ?? '';
}

/** All files of a trace. */
function filesOf(file: string): readonly string[] {
  return endingOf(file) === '.csv' ? [file, potentialsFile(file)] : [file];
}

/** Potentials stand beside the spikes: trace.csv and trace-potentials.csv. */
function potentialsFile(file: string): string {
  return `${file.slice(0, -endingOf(file).length)}-potentials.csv`;
}
