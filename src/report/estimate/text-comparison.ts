import { MOST_TIMESTEPS } from '../../platforms/break-even.ts';
import { ROLES } from '../../platforms/estimate.ts';
import { formatPercent, formatQuantity } from '../quantity.ts';
import { clean, type Paint } from '../terminal.ts';
import type { Comparison, ComparedSystem } from './comparison.ts';
import type { EstimateReport } from './report.ts';
import { ratio, table } from './table.ts';

/** Operation counts times energies, beside every system; where the SNN stops beating its quantised ANN. */
export function claimLines({ claim, comparison, timesteps }: EstimateReport, look: Paint): string[] {
  if (claim === null || comparison === null) return [];
  const { total, breakEven: { claimed } } = claim;
  const rows = [
    ['claimed, 8-bit integers', joules(total.snn8_J), joules(total.ann8_J), ratio(total.snn8_J / total.ann8_J), even(claimed.timesteps), percent(claimed.rate), ''],
    ['claimed, 32-bit floats', joules(total.snn32_J), joules(total.ann32_J), ratio(total.snn32_J / total.ann32_J), '', '', ratio(total.snn32_J / total.snn8_J)],
    ...comparison.systems.filter(({ refused }) => refused === null).map(({ name, energy_J, quantisedAnn: ann, breakEven, overClaim }) => [
      `on ${clean(name)}`, joules(energy_J), ann ? joules(ann.energy_J) : '-', ann && energy_J !== null ? ratio(energy_J / ann.energy_J) : '-',
      breakEven ? even(breakEven.timesteps) : '-', breakEven ? percent(breakEven.rate) : '-', ratio(overClaim),
    ]),
  ];
  const how = comparison.systems.flatMap(({ name, quantisedAnn }) => (quantisedAnn ? [`  ${name}: ${quantisedAnn.how}`] : []));
  const refused = comparison.systems.flatMap(({ name, refused: reason }) => (reason === null ? [] : [`  ${name}: ${reason}`]));
  const now = total.annOperations > 0 ? total.operations / (total.annOperations * timesteps) : 0;
  return [
    ...table(['operations x energy', 'SNN', 'ANN', 'SNN/ANN', 'timesteps up to', `rate up to (T = ${timesteps})`, 'SNN/claimed'], rows, look, 1),
    look.dim(`  up to: where the SNN costs no more than the quantised ANN; its synapses now hear ${formatPercent(now, 1)}. The ANN`), ...[...how, ...refused].map((line) => look.dim(line)), '',
  ];
}

/** Layer by layer; what each system spends beyond the sums. */
export function comparisonLines({ comparison, timesteps }: EstimateReport, look: Paint): string[] {
  if (comparison === null) return [];
  const shown = comparison.systems.map((system, at) => ({ ...system, at })).filter(({ refused }) => refused === null);
  const layers = comparison.perLayer.map(({ name, claimed_J, systems }) => [
    clean(name), joules(claimed_J), ...shown.flatMap(({ at }) => [joules(systems[at]!.energy_J), ratio(systems[at]!.overClaim)]),
  ]);
  return [
    ...table(['SNN, layer by layer', 'claimed', ...shown.flatMap(({ name }) => [clean(name), '/claimed'])], layers, look, 1), '',
    ...table(['share of energy', ...ROLES, ...(timesteps > 1 ? ['repeated', 'neuron area'] : ['neuron area'])], shown.map((system) => shareCells(system, timesteps)), look, 1),
    look.dim(`  movement: buffers, memories, links; neuron: with the memory of its potential${timesteps > 1 ? '; repeated: what timesteps after the first add' : ''}`), '',
    ...vulnerabilityLines(comparison, look),
  ];
}

function shareCells({ name, roadblocks }: ComparedSystem, timesteps: number): string[] {
  const share = (value: number | null | undefined): string => (value === null || value === undefined ? '-' : formatPercent(value, 1));
  return [clean(name), ...ROLES.map((role) => share(roadblocks?.energyShares[role])), ...(timesteps > 1 ? [share(roadblocks?.repeated?.share)] : []), share(roadblocks?.areaShares?.neuron)];
}

function vulnerabilityLines({ systems, perLayer }: Comparison, look: Paint): string[] {
  return systems.flatMap(({ name, vulnerability: found }) => {
    if (found === null) return [];
    const rows = perLayer.map((layer, index) => [clean(layer.name), found.sumError[index] === null ? '-' : formatPercent(found.sumError[index]!, 1)]);
    const accuracy = found.ideal === null || found.nonIdeal === null ? '' : `accuracy ${formatPercent(found.ideal, 1)} -> ${formatPercent(found.nonIdeal, 1)}, `;
    return [...table([`error of the sums, ${clean(name)}`, clean(found.nonIdealities)], rows, look, 1), look.dim(`  ${accuracy}${formatPercent(found.agreement, 1)} of ${found.samples} answers as on the ideal chip`), ''];
  });
}

function joules(amount: number | null): string {
  return formatQuantity(amount, 'J');
}

function even(timesteps: number | null): string {
  return timesteps === null ? 'none' : timesteps >= MOST_TIMESTEPS ? `${MOST_TIMESTEPS} or more` : String(timesteps);
}

function percent(rate: number | null): string {
  return rate === null ? 'none' : formatPercent(rate, 1);
}
