import { diagnose, fail, type Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import type { Dataset } from '../../src/ir/dataset.ts';
import { printShape } from '../../src/ir/geometry.ts';
import { neuronCount, type InputLevels, type Network, type Population } from '../../src/ir/network.ts';
import type { PassContext } from '../../src/ir/pass.ts';
import { sizeOf } from '../../src/ir/tensor.ts';

/** Calibration samples that are looked at for the range of values. */
const MOST_SAMPLES = 1024;

/** Bits of an input value where no target says. */
const INPUT_BITS = 8;

/** Inputs that carry values, with their levels: those of the file where the target has as many (S555), else chosen from the calibration data, for 0..1 (S552) without. */
export function inputLevels(network: Network, context: PassContext): { readonly populations: ReadonlyMap<string, Population>; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const populations = new Map<string, Population>();
  const bits = context.target?.inputBits ?? INPUT_BITS;
  let offset = 0;
  for (const population of network.populations) {
    const { neuron } = population;
    if (neuron.kind !== 'input') continue;
    const kept = neuron.coding !== 'spikes' && neuron.levels && fits(neuron.levels, bits) ? neuron.levels : null;
    if (neuron.levels && !kept) {
      const { low, high } = neuron.levels;
      diagnostics.push(diagnose('S555', { population: population.name, levels: high - low + 1, bits, target: context.target?.name ?? 'no target' }, population.origin));
    }
    if (neuron.coding !== 'spikes' && !kept) {
      const values = context.calibration && rangeOf(network, context.calibration, offset, neuronCount(population), 2 ** bits - 1);
      if (!values) diagnostics.push(diagnose('S552', { population: population.name }, population.origin));
      populations.set(population.name, { ...population, neuron: { ...neuron, levels: levelsFor(values, bits, drivesWholeNumbers(network, population.name)) } });
    }
    offset += neuronCount(population);
  }
  return { populations, diagnostics };
}

/** Levels around another zero point than that of the target's are the same inputs, shifted. */
function fits({ low, high }: InputLevels, bits: number): boolean {
  return high - low < 2 ** bits;
}

interface Range {
  readonly negative: boolean;
  /** Largest magnitude. */
  readonly peak: number;
  /** Whether all values are k / (2^bits - 1): image bytes scaled to 0..1. */
  readonly onGrid: boolean;
  /** Whether all values are whole numbers. */
  readonly whole: boolean;
}

/** Whether an input drives Loihi neurons, which add up whole numbers alone. */
function drivesWholeNumbers({ projections, populations }: Network, input: string): boolean {
  const heard = new Set(projections.filter(({ source }) => source === input).map(({ destination }) => destination));
  return populations.some(({ name, neuron }) => heard.has(name) && neuron.kind === 'loihi-lif');
}

function levelsFor(values: Range | null, bits: number, wholeNumbers: boolean): InputLevels {
  const unsigned = 2 ** bits - 1;
  const signed = Math.max(1, 2 ** (bits - 1) - 1);
  if (wholeNumbers && values?.whole && values.peak <= (values.negative ? signed : unsigned)) return { scale: 1, low: values.negative ? -signed : 0, high: values.negative ? signed : unsigned };
  if (!values || values.onGrid || values.peak === 0) return { scale: 1 / unsigned, low: 0, high: unsigned };
  if (values.negative) return { scale: values.peak / signed, low: -signed, high: signed };
  return { scale: values.peak / unsigned, low: 0, high: unsigned };
}

function rangeOf(network: Network, data: Dataset, offset: number, length: number, grid: number): Range {
  const perStep = sizeOf(data.shape);
  const inputs = network.populations.filter(({ neuron }) => neuron.kind === 'input');
  const expected = inputs.reduce((sum, input) => sum + neuronCount(input), 0);
  if (perStep !== expected) {
    fail('S561', { expected, found: printShape(data.shape), inputs: inputs.map(({ name }) => `"${name}"`) }, { file: data.file });
  }
  const sample = new Float32Array(perStep * (data.timesteps ?? 1));
  let [negative, peak, onGrid, whole] = [false, 0, true, true];
  for (let index = 0; index < Math.min(data.count, MOST_SAMPLES); index++) {
    data.read(index, sample);
    for (let start = offset; start < sample.length; start += perStep) {
      for (let at = start; at < start + length; at++) {
        const value = sample[at]!;
        if (value < 0) negative = true;
        peak = Math.max(peak, Math.abs(value));
        whole &&= Number.isInteger(value);
        onGrid &&= value >= 0 && value <= 1 && Math.abs(value * grid - Math.round(value * grid)) < 1e-4;
      }
    }
  }
  return { negative, peak, onGrid, whole };
}
