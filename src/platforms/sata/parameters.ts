import type { LayerList } from '../layer-list.ts';
import type { Parameter, Repair, Settings } from '../settings.ts';
import { INPUT_BUFFER_KiB, MEMORY } from './constants.ts';

const CONFIG = 'SATA_Sim inference-energy-cal, archs/sata-config.yaml (commit d447058)';
const SCRIPT = 'SATA_Sim training_energy_cal/energy_cal.py (commit d447058)';
const CACTI = 'CACTI 7 as run by SATA_Sim inference-energy-cal (commit d447058)';

const whole = (name: string, help: string, from: number, to: number, value: number, source: string): Parameter => ({ name, help, kind: 'whole', from, to, default: value, source });
const share = (name: string, help: string, value: number, source: string): Parameter => ({ name, help, kind: 'number', from: 0, to: 1, default: value, source });
const memory = (name: keyof typeof MEMORY, help: string): Parameter => ({ name, help, kind: 'number', from: 0, to: 1e6, default: MEMORY[name].value, source: CACTI });

export const PARAMETERS: readonly Parameter[] = [
  { name: 'tool', help: 'inference: the cycle-based tool of inference; training: the script of training energy', kind: 'choice', choices: ['inference', 'training'], default: 'inference', source: 'Synaptile' },
  whole('timesteps', 'timesteps of an inference, in place of those in the file', 1, 1e6, 4, SCRIPT),
  share('spikeSparsity', 'share of inputs without a spike, in place of what the file says of each layer', 0, 'dense where nothing is said'),
  whole('peRows', 'rows of the array', 1, 2 ** 16, 16, CONFIG),
  whole('peCols', 'columns of the array', 1, 2 ** 16, 8, CONFIG),
  { name: 'clock_MHz', help: 'clock of the array', kind: 'number', from: 1e-3, to: 1e6, default: 400, source: CONFIG },
  whole('weightBits', 'bits of a weight', 1, 32, 8, CONFIG),
  whole('activationBits', 'bits of an input', 1, 32, 1, CONFIG),
  whole('outputBits', 'bits of an output', 1, 32, 1, CONFIG),
  { name: 'synapse', help: 'what meets input and weight in a PE: an AND gate for spikes, or a multiplier for the values of a quantised ANN', kind: 'choice', choices: ['and', 'multiplier'], default: 'and', source: CONFIG },
  whole('inputBuffer_KiB', 'size of the input buffer: what does not fit into half of it is read from DRAM again; set its energies with it', 1, 2 ** 20, INPUT_BUFFER_KiB, CONFIG),
  memory('dramAccess_nJ', 'energy of a DRAM access of 8 bits'),
  memory('inputBufferRead_nJ', 'energy of a read of the input buffer'),
  memory('weightBufferRead_nJ', 'energy of a read of the weight buffer'),
  memory('outputBufferWrite_nJ', 'energy of a write of the output buffer'),
  memory('inputBufferLeakage_mW', 'leakage of a bank of the input buffer'),
  memory('weightBufferLeakage_mW', 'leakage of a bank of the weight buffer'),
  memory('outputBufferLeakage_mW', 'leakage of a bank of the output buffer'),
  memory('inputBufferArea_mm2', 'area of the input buffer'),
  memory('weightBufferArea_mm2', 'area of the weight buffer'),
  memory('outputBufferArea_mm2', 'area of the output buffer'),
  whole('forwardBits', 'tool training: bits of weights and potentials in the forward pass', 1, 16, 2, SCRIPT),
  share('gradientSparsity', 'tool training: share of gradients of potentials that are 0', 0.7, SCRIPT),
  share('surrogateSparsity', 'tool training: share of derivatives of the spike function that are 0', 0.6, SCRIPT),
];

export const REPAIRS: readonly Repair[] = [
  { name: 'timesteps', summary: 'DRAM traffic and input reads are those of one timestep: inputs and outputs move in every timestep, weights once', tool: 'inference' },
  { name: 'padding', summary: 'operations are counted with padding 1 and cycles with padding 0, whatever the layer: both with its own', tool: 'inference' },
  { name: 'leakageBanks', summary: 'leakage of one of the two banks of each buffer is counted: of both', tool: 'inference' },
  { name: 'lifLeak', summary: 'the neuron has no leak: one more subtractor of 16 bits, x - (x >> 4), in every PE', tool: 'inference' },
  { name: 'circuitWidths', summary: 'the AND gate and the adder of a PE stay at 8 bits: they follow the bits of a weight', tool: 'inference' },
  { name: 'layerShapes', summary: 'one stride for both directions, no groups: any stride; grouped convolutions one group after the other, listed synapses as a whole matrix' },
  { name: 'residualLayers', summary: 'no identity connections: their values are read from DRAM once more, in every timestep', tool: 'inference' },
  { name: 'recurrentLayers', summary: 'no recurrence: a layer of its own, without neurons, that hears the spikes of the timestep before', tool: 'inference' },
  { name: 'bufferArea', summary: 'area is that of the array alone: the buffers have one too', tool: 'inference' },
  { name: 'macSum', summary: 'a dense layer overwrites the count of forward operations with its own: they are added', tool: 'training' },
  { name: 'denseSparsity', summary: 'dense layers hear all inputs and gradients: as sparse as those of convolutions', tool: 'training' },
  { name: 'readout', summary: 'the last dense layer is left out: counted as the others', tool: 'training' },
  { name: 'surrogate', summary: 'the sparsity of the spike function\'s derivative is not used: gradients are computed where it is not 0', tool: 'training' },
];

export type RepairName = 'timesteps' | 'padding' | 'leakageBanks' | 'lifLeak' | 'circuitWidths' | 'layerShapes' | 'residualLayers' | 'recurrentLayers' | 'bufferArea' | 'macSum' | 'denseSparsity' | 'readout' | 'surrogate';

export interface Hardware {
  readonly timesteps: number;
  readonly rows: number;
  readonly columns: number;
  readonly clock_MHz: number;
  readonly weightBits: number;
  readonly activationBits: number;
  readonly outputBits: number;
  readonly synapse: 'and' | 'multiplier';
  readonly inputBuffer_bytes: number;
  /** Energies and leakages of memories by name of the parameter. */
  readonly memory: (name: keyof typeof MEMORY) => number;
  /** Of the inputs of each layer. */
  readonly sparsity: readonly number[];
  readonly has: (repair: RepairName) => boolean;
}

export function hardwareOf(list: LayerList, settings: Settings, repairs: ReadonlySet<string>): Hardware {
  const { number, isGiven } = settings;
  return {
    timesteps: isGiven('timesteps') ? number('timesteps') : list.timesteps ?? number('timesteps'),
    rows: number('peRows'), columns: number('peCols'), clock_MHz: number('clock_MHz'),
    weightBits: number('weightBits'), activationBits: number('activationBits'), outputBits: number('outputBits'),
    synapse: settings.word('synapse') as Hardware['synapse'],
    inputBuffer_bytes: number('inputBuffer_KiB') * 1024,
    memory: number,
    sparsity: list.layers.map(({ spikeSparsity }) => (isGiven('spikeSparsity') ? number('spikeSparsity') : spikeSparsity ?? number('spikeSparsity'))),
    has: (repair) => repairs.has(repair),
  };
}
