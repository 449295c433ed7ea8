import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { fail } from '../diagnostics/diagnostic.ts';
import { isNetwork, type Stage } from '../ir/stage.ts';
import type { PopulationSpikes } from '../ir/spike-profile.ts';
import { assumptionNotes, type Assumption } from '../read/assumptions.ts';
import { readModel } from '../read/model.ts';
import { checkOptions } from './check-options.ts';
import { observing, type Observed } from './observer.ts';

/** How a model file is read. */
export interface ReadOptions extends Observed {
  /** What the file leaves open: `dt=0.1ms`, `reset=subtract`, `comparator=>=`, `decay=exp`, `order=...`, `spikes=...`. */
  readonly assume?: readonly string[];
  /** Shapes of ONNX inputs whose axes are free: `name=extent,extent,...`. */
  readonly onnxShape?: readonly string[];
  /** Timesteps that a sample is presented for, in place of what the file says; `auto` is up to the conversion. */
  readonly timesteps?: number | 'auto';
}

/** A model file that was read. */
export interface Model {
  readonly file: string;
  /** A network as the file has it; of a stage file that stage. */
  readonly stage: Stage;
  /** Spikes of every neuron in one inference as the file counts them; null where it does not. */
  readonly spikes: PopulationSpikes | null;
  /** What the reader chose because the file does not say. */
  readonly assumptions: readonly Assumption[];
  /** Warnings and notes; errors are thrown. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads any model or stage file; the ending of its name tells the reader: .onnx, .nir, .net, .yaml, .snn, .synet, .tile, or a folder of SpiNeMap. `-` is
 * standard input (network language, or a stage file).
 * @throws DiagnosticError with all that is wrong: of that reader, S811 for an unknown ending, S960 and S961 for `assume`, S993 and S994 for options
 */
export async function read(file: string, options: ReadOptions = {}): Promise<Model> {
  checkOptions('read', options);
  const { stage, diagnostics, assumptions, spikes } = await readModel(file, options);
  const notes = assumptionNotes(assumptions, file, asTimesteps(options.timesteps));
  observing(options).tell([...diagnostics, ...notes]);
  return { file, stage: withTimesteps(stage, options.timesteps), spikes, assumptions, diagnostics: [...diagnostics, ...notes] };
}

/** A number of timesteps where the user gave one. */
export function asTimesteps(timesteps: number | 'auto' | undefined): number | undefined {
  return timesteps === 'auto' ? undefined : timesteps;
}

/** A network with as many timesteps as the user says, whatever it says itself; `auto` is up to the conversion. */
export function withTimesteps(stage: Stage, timesteps: number | 'auto' | undefined): Stage {
  const given = asTimesteps(timesteps);
  return given !== undefined && isNetwork(stage) ? { ...stage, timesteps: given } : stage;
}

/**
 * Does something with what was read from a file. A stage file may be damaged in ways that make any access fail; that is the
 * file's fault and is said so. @throws DiagnosticError S710
 */
export function withStageFile<T>(file: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const isStageFile = file === '-' || /\.tile$/i.test(file);
    if (isStageFile && (error instanceof TypeError || error instanceof RangeError)) return fail('S710', { reason: 'its parts do not fit together' }, { file });
    throw error;
  }
}
