import { fail } from '../../diagnostics/diagnostic.ts';
import { sizeOf } from '../../ir/tensor.ts';

/** Mean and standard deviation of a channel. */
export interface ChannelStatistics {
  readonly mean: number;
  readonly std: number;
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** `mean:std[,mean:std...]`, one a channel. @throws DiagnosticError S211 */
export function parseNormalise(text: string): readonly ChannelStatistics[] {
  return text.split(',').map((entry) => {
    const parts = entry.split(':').map((part) => part.trim());
    const wrong = reasonAgainst(parts);
    if (wrong !== null) fail('S211', { entry: entry.trim().slice(0, 60), reason: wrong }, { place: '--normalise' });
    return { mean: Number(parts[0]), std: Number(parts[1]) };
  });
}

/** Changes a sample in place to f32(f32(x - mean) / std). One entry stands for all channels, the first axis of three. @throws DiagnosticError S212; S208 when a sample is read */
export function normaliser(statistics: readonly ChannelStatistics[], shape: readonly number[], file: string): (sample: Float32Array) => void {
  const channels = shape.length === 3 ? shape[0]! : 1;
  if (statistics.length !== 1 && statistics.length !== channels) fail('S212', { entries: statistics.length, channels }, { file });
  const size = sizeOf(shape);
  const plane = size / statistics.length;
  const means = Float32Array.from(statistics, ({ mean }) => mean);
  const deviations = Float32Array.from(statistics, ({ std }) => std);
  return (sample) => {
    // Becomes NaN with the first value that is not finite.
    let probe = 0;
    for (let channel = 0; channel < means.length; channel++) {
      const mean = means[channel]!;
      const std = deviations[channel]!;
      for (let i = channel * plane; i < (channel + 1) * plane; i++) {
        sample[i] = Math.fround(sample[i]! - mean) / std;
        probe += sample[i]! * 0;
      }
    }
    if (probe !== 0) fail('S208', { value: 'Infinity after --normalise' }, { file });
  };
}

function reasonAgainst(parts: readonly string[]): string | null {
  if (parts.length !== 2) return 'two numbers with a colon between them';
  if (!parts.every((part) => NUMBER.test(part) && Number.isFinite(Math.fround(Number(part))))) return 'both must be numbers';
  return Math.fround(Number(parts[1])) > 0 ? null : 'the standard deviation must be above 0';
}
