import type { EpochResult, TrainingReport } from '../index.ts';

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;

/** One line about an epoch. */
export function renderEpoch({ epoch, loss, accuracy, validation, undecided }: EpochResult, epochs: number): string {
  const width = String(epochs).length;
  return `epoch ${String(epoch).padStart(width)} of ${epochs}   loss ${loss.toFixed(4)}   training ${percent(accuracy)}${validation === null ? '' : `   validation ${percent(validation)}`}${undecided > 0 ? `   without a decision ${percent(undecided)}` : ''}\n`;
}

export function renderSummary({ architecture, accuracy, weightNoise, timing, output }: TrainingReport): string {
  const lines = [
    `${architecture}: ${percent(accuracy.value)} of ${accuracy.total} ${accuracy.set} samples right${accuracy.undecided > 0 ? `, ${accuracy.undecided} without an output spike` : ''}`,
    ...(weightNoise ? [`with weight noise of ${percent(weightNoise.share)}: ${percent(weightNoise.mean)} (mean of ${weightNoise.accuracies.length} draws: ${weightNoise.accuracies.map(percent).join(', ')})`] : []),
    `${timing.wall_s.toFixed(1)} s, ${timing.cpu_s.toFixed(1)} s of processor${timing.cpuPerEpoch_s === null ? '' : `, ${timing.cpuPerEpoch_s.toFixed(1)} s an epoch`}`,
    ...(output === null ? [] : [`written: ${output}`]),
  ];
  return `${lines.join('\n')}\n`;
}
