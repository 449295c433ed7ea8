import { ROLES, type Role } from '../../platforms/estimate.ts';
import { markup, type Markup } from '../html/markup.ts';
import { seriesColour } from '../html/palette.ts';
import { drawStackedBars } from '../html/stacked-bars.ts';
import { numberColumns, table } from '../html/table.ts';
import { drawBreakEven } from './break-even-plot.ts';
import type { Comparison } from './comparison.ts';
import type { ClaimReport, EstimateReport } from './report.ts';
import { CLAIM_TITLES, claimRows, joules, layerRows, layerTitles, percent, rateOf } from './rows.ts';

/** Claims, platforms and targets, a row each: SNN, ANN, their ratio, where they are even. */
export function claimSection({ timesteps }: EstimateReport, claim: ClaimReport, comparison: Comparison): Markup {
  const notes = comparison.systems.flatMap(({ name, refused, quantisedAnn }) => (refused !== null ? [markup`<li><b>${name}</b> gives no numbers: ${refused}</li>`] : quantisedAnn ? [markup`<li>The ANN on <b>${name}</b>: ${quantisedAnn.how}</li>`] : []));
  return markup`<div class="scroll">${table(numberColumns('Operations x energy, and systems', ...CLAIM_TITLES(timesteps)), claimRows(claim, comparison))}</div>
<p class="note">Claimed: synapses that hear a spike times the energy of an accumulation, against all synapses times a multiply-accumulate. Up to: where the SNN costs no more than its quantised ANN.</p><ul class="gaps">${notes}</ul>`;
}

/** Energy of each layer on every system that gives one, and over the claim. */
export function layerSection(comparison: Comparison): Markup {
  return markup`<div class="scroll">${table(numberColumns('Layer', ...layerTitles(comparison)), layerRows(comparison))}</div><p class="note">What no layer owns, such as the static power of a target, is in its total alone.</p>`;
}

export function breakEvenSection({ timesteps }: EstimateReport, claim: ClaimReport, { systems }: Comparison): Markup {
  const lines = [{ name: 'claimed, 8 bits', curve: claim.breakEven.claimed.curve }, ...systems.flatMap((system) => (system.breakEven ? [{ name: system.name, curve: system.breakEven.curve }] : []))];
  return drawBreakEven(lines.map((line, index) => ({ ...line, colour: seriesColour(index) })), { timesteps, rate: rateOf(claim, timesteps) });
}

const ROLE_NAMES: Readonly<Record<Role, string>> = { computation: 'computation', movement: 'data movement', neuron: 'neurons', static: 'leakage' };

/** What components are there for, and what is done again in every timestep. */
export function roadblockSection({ systems }: Comparison): Markup {
  const known = systems.flatMap(({ name, roadblocks }) => (roadblocks ? [{ name, ...roadblocks }] : []));
  const inNames = (shares: Readonly<Record<Role, number>>): Record<string, number> => Object.fromEntries(ROLES.map((role) => [ROLE_NAMES[role], 100 * shares[role]]));
  const bars = drawStackedBars({
    title: 'Share of the energy by what components are there for', unit: '%', plainUnit: true, parts: ROLES.map((role) => ROLE_NAMES[role]), rows: known.map(({ name, energyShares }) => ({ name, values: inNames(energyShares) })),
    caption: 'Data movement: buffers, memories and links. Neurons: with the memory of their potentials.',
  });
  const rows = known.map(({ name, repeated, areaShares }) => [
    name, repeated ? joules(repeated.energy_J) : '-', percent(repeated?.share), ...ROLES.map((role) => percent(repeated && repeated.energy_J > 0 ? repeated.byRole_J[role] / repeated.energy_J : null)), percent(areaShares?.neuron),
  ]);
  return markup`${bars}<div class="scroll">${table(numberColumns('System', 'After the first timestep', 'of all', ...ROLES.map((role) => `of that ${ROLE_NAMES[role]}`), 'Neurons in area'), rows)}</div>`;
}

export function vulnerabilitySection({ systems, perLayer }: Comparison): Markup {
  const found = systems.flatMap(({ name, vulnerability }) => (vulnerability ? [{ name, ...vulnerability }] : []));
  const answers = found.map(({ name, nonIdealities, samples, ideal, nonIdeal, agreement }) => [name, nonIdealities, String(samples), percent(ideal), percent(nonIdeal), percent(agreement)]);
  const errors = perLayer.map((layer, index) => [layer.name, ...found.map(({ sumError }) => percent(sumError[index]))]);
  return markup`${table([{ title: 'Target', kind: 'name' }, { title: 'Non-idealities', kind: 'text' }, ...numberColumns('', 'Samples', 'Accuracy, ideal', 'with them', 'Same answers').slice(1)], answers)}
<div class="scroll">${table(numberColumns('Error of the sums in the crossbars', ...found.map(({ name }) => name)), errors)}</div><p class="note">Root mean square of the error over that of the sums, all timesteps, with what each layer inherits from those before it.</p>`;
}
