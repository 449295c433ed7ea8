import { ROLES } from '../../platforms/estimate.ts';
import { formatPercent } from '../quantity.ts';
import { clean, type Paint } from '../terminal.ts';
import type { Comparison, ComparedSystem } from './comparison.ts';
import type { EstimateReport } from './report.ts';
import { CLAIM_TITLES, claimRows, isKnown, layerRows, layerTitles, percent, rateOf } from './rows.ts';
import { table } from './table.ts';

/** Operation counts times energies, beside every system; where the SNN stops beating its quantised ANN. */
export function claimLines({ claim, comparison, timesteps }: EstimateReport, look: Paint): string[] {
  if (claim === null || comparison === null) return [];
  const notes = comparison.systems.flatMap(({ name, refused, quantisedAnn }) => (refused !== null ? [`${name} gives no numbers: ${refused}`] : quantisedAnn ? [`the ANN on ${name}: ${quantisedAnn.how}`] : []));
  return [
    ...table(['operations x energy', ...CLAIM_TITLES(timesteps)], claimRows(claim, comparison).map((row) => row.map(clean)), look, 1),
    look.dim(`  up to: where the SNN costs no more than the quantised ANN; of its synapses now ${formatPercent(rateOf(claim, timesteps), 1)} hear a spike`),
    ...notes.map((note) => look.dim(`  ${clean(note)}`)), '',
  ];
}

/** Layer by layer; what each system spends beyond the sums. */
export function comparisonLines({ comparison, timesteps }: EstimateReport, look: Paint): string[] {
  if (comparison === null) return [];
  return [
    ...table(['SNN, layer by layer', ...layerTitles(comparison).map(clean)], layerRows(comparison).map((row) => row.map(clean)), look, 1), '',
    ...table(['share of energy', ...ROLES, ...(timesteps > 1 ? ['repeated', 'neuron area'] : ['neuron area'])], comparison.systems.filter(isKnown).map((system) => shareCells(system, timesteps)), look, 1),
    look.dim(`  movement: buffers, memories, links; neuron: with the memory of its potential${timesteps > 1 ? '; repeated: what timesteps after the first add' : ''}`), '',
    ...vulnerabilityLines(comparison, look),
  ];
}

function shareCells({ name, roadblocks }: ComparedSystem, timesteps: number): string[] {
  return [clean(name), ...ROLES.map((role) => percent(roadblocks?.energyShares[role])), ...(timesteps > 1 ? [percent(roadblocks?.repeated?.share)] : []), percent(roadblocks?.areaShares?.neuron)];
}

function vulnerabilityLines({ systems, perLayer }: Comparison, look: Paint): string[] {
  return systems.flatMap(({ name, vulnerability: found }) => {
    if (found === null) return [];
    const rows = perLayer.map((layer, index) => [clean(layer.name), percent(found.sumError[index])]);
    const accuracy = found.ideal === null || found.nonIdeal === null ? '' : `accuracy ${percent(found.ideal)} -> ${percent(found.nonIdeal)}, `;
    return [...table([`error of the sums, ${clean(name)}`, clean(found.nonIdealities)], rows, look, 1), look.dim(`  ${accuracy}${percent(found.agreement)} of ${found.samples} answers as on the ideal chip`), ''];
  });
}
