import { decisionGaps } from './decision.ts';
import { makeupGaps } from './device-makeup.ts';
import { findUnpricedCounts } from './energy.ts';
import type { ReportInput } from './input.ts';
import type { Network } from './network.ts';
import { circuitGaps, hasCosts, isReplaced, withCircuitPrices } from './neuron-circuit.ts';
import { programmingGaps } from './programming.ts';

/** Names what this report does not know, each line `what: why`; a number that is missing is never a silent zero. */
export function findGaps(input: ReportInput, network: Network): string[] {
  const { target: own, circuit, result, labels, reference, mapping } = input;
  const target = withCircuitPrices(own, circuit);
  return [
    ...(labels === null ? ['accuracy: no labels were given'] : []),
    ...(reference === null ? ['accuracy.reference and agreement: the float network was not run on these samples'] : []),
    ...findUnpricedCounts(target, result.ledger, (count) => isReplaced(count, circuit)),
    ...circuitGaps(circuit),
    ...makeupGaps(target, result.ledger, input.nonIdealities, mapping),
    ...programmingGaps(target, result.ledger),
    ...decisionGaps(result.ledger),
    ...(hasCosts(circuit) ? [] : neuronGap(input)),
    ...(target.staticPower === null ? [`energy of static power: target ${target.name} gives none`] : []),
    ...(target.areas.length === 0 ? [`area: target ${target.name} gives none`] : []),
    ...networkGaps(network),
    ...sparsityGap(mapping.synapticOperations.connectionSparsity),
  ];
}

function networkGaps(network: Network): string[] {
  if (network.model === 'analytic') return [`traffic.isiDistortion, traffic.disorder and network: ${network.reason}`];
  return [
    ...(network.linkBuffer === null ? ['buffers between tiles: the target gives no size, so that in the mesh nobody waits for room'] : []),
    ...(network.isiDistortion_s.intervals === 0 ? ['traffic.isiDistortion: no neuron reached a core with two spikes'] : []),
  ];
}

/** Neurons that do more than the source of their price knows of. */
function neuronGap({ target, mapping: { neuronFeatures } }: ReportInput): string[] {
  if (neuronFeatures.length === 0) return [];
  const known = target.neurons && target.neurons.evidence !== 'assumed' ? '' : `, and that ${target.name} has them is assumed`;
  return [`energy and time of neuronUpdates: neurons with ${neuronFeatures.join(', ')} are priced like plain ones${known}`];
}

function sparsityGap(connectionSparsity: number): string[] {
  if (connectionSparsity === 0) return [];
  const share = (100 * connectionSparsity).toPrecision(3);
  return [`synops.effectiveMACs and effectiveACs: a crossbar reads weights of value zero too (${share} % of all), so these are upper bounds`];
}
