/**
 * The loss of a sample (Zhou et al., AAAI-21, arXiv 1909.10837): L = -log( e^(-z_label) / sum_k e^(-z_k) ) over the output neurons, z = e^t; a neuron
 * that is silent has e^(-z) = 0. Where the neuron of the label itself is silent, L has no derivative that would wake it; it counts SILENT_LOSS.
 */
export interface SampleLoss {
  readonly loss: number;
  /** Class that is decided for: the earliest output neuron, the lowest of equal ones; -1 where all are silent. */
  readonly decision: number;
}

/** Loss of a sample whose own output neuron is silent. */
export const SILENT_LOSS = 20;

/**
 * @param times z of the output neurons, Infinity where silent
 * @param pulls where dL/dz goes, 0 for silent neurons
 */
export function lossOf(times: Float32Array, label: number, neurons: number, pulls: Float32Array): SampleLoss {
  let decision = -1, first = Infinity;
  for (let k = 0; k < neurons; k++) {
    if (times[k]! < first) [first, decision] = [times[k]!, k];
  }
  pulls.fill(0);
  if (decision < 0) return { loss: SILENT_LOSS, decision };
  let sum = 0;
  for (let k = 0; k < neurons; k++) sum += Math.exp(first - times[k]!);
  for (let k = 0; k < neurons; k++) pulls[k] = times[k] === Infinity ? 0 : -Math.exp(first - times[k]!) / sum;
  if (times[label] === Infinity) return { loss: SILENT_LOSS, decision };
  pulls[label] = pulls[label]! + 1;
  return { loss: times[label]! - first + Math.log(sum), decision };
}
