import { MOST_TIMESTEPS, type BreakEven } from '../../platforms/break-even.ts';
import { ROLES, type Role } from '../../platforms/estimate.ts';
import { markup, type Markup } from '../html/markup.ts';
import { drawStackedBars } from '../html/stacked-bars.ts';
import { numberColumns, table } from '../html/table.ts';
import { formatPercent, formatQuantity } from '../quantity.ts';
import { drawBreakEven } from './break-even-plot.ts';
import type { Comparison } from './comparison.ts';
import type { ClaimReport, EstimateReport } from './report.ts';
import { ratio } from './table.ts';

/** Claims, platforms and targets, a row each: SNN, ANN, their ratio, where they are even. */
export function claimSection({ timesteps }: EstimateReport, { total, breakEven: { claimed } }: ClaimReport, { systems }: Comparison): Markup {
  const rows = [
    ['claimed, 8-bit integers', joules(total.snn8_J), joules(total.ann8_J), ratio(total.snn8_J / total.ann8_J), ...even(claimed), ratio(1)],
    ['claimed, 32-bit floats', joules(total.snn32_J), joules(total.ann32_J), ratio(total.snn32_J / total.ann32_J), '', '', ratio(total.snn32_J / total.snn8_J)],
    ...systems.filter(({ refused }) => refused === null).map(({ name, energy_J, quantisedAnn: ann, breakEven, overClaim }) => [
      name, joules(energy_J), ann ? joules(ann.energy_J) : '-', ann && energy_J !== null ? ratio(energy_J / ann.energy_J) : '-', ...(breakEven ? even(breakEven) : ['-', '-']), ratio(overClaim),
    ]),
  ];
  const notes = systems.flatMap(({ name, refused, quantisedAnn }) => (refused !== null ? [markup`<li><b>${name}</b> gives no numbers: ${refused}</li>`] : quantisedAnn ? [markup`<li>The ANN on <b>${name}</b>: ${quantisedAnn.how}</li>`] : []));
  return markup`<div class="scroll">${table(numberColumns('Operations x energy, and systems', 'SNN', 'Quantised ANN', 'SNN / ANN', 'Timesteps up to', `Rate up to (T = ${timesteps})`, 'SNN / claimed'), rows)}</div>
<p class="note">Claimed: synapses that hear a spike times the energy of an accumulation, against all synapses times a multiply-accumulate. Up to: where the SNN costs no more than the ANN.</p><ul class="gaps">${notes}</ul>`;
}

/** Energy of each layer on every system that gives one, and over the claim. */
export function layerSection({ systems, perLayer }: Comparison): Markup {
  const shown = systems.map((system, at) => ({ ...system, at })).filter(({ refused }) => refused === null);
  const rows = perLayer.map(({ name, claimed_J, systems: found }) => [name, joules(claimed_J), ...shown.flatMap(({ at }) => [joules(found[at]!.energy_J), ratio(found[at]!.overClaim)])]);
  return markup`<div class="scroll">${table(numberColumns('Layer', 'Claimed, 8 bits', ...shown.flatMap(({ name }) => [name, '/ claimed'])), rows)}</div>`;
}

const COLOURS = ['#009e73', '#0072b2', '#d55e00', '#cc79a7'];

export function breakEvenSection({ timesteps }: EstimateReport, { total, breakEven }: ClaimReport, { systems }: Comparison): Markup {
  const lines = [{ name: 'claimed, 8 bits', curve: breakEven.claimed.curve }, ...systems.flatMap((system) => (system.breakEven ? [{ name: system.name, curve: system.breakEven.curve }] : []))];
  return drawBreakEven(lines.map((line, index) => ({ ...line, colour: COLOURS[index % COLOURS.length]! })), { timesteps, rate: total.annOperations > 0 ? total.operations / (total.annOperations * timesteps) : 0 });
}

const ROLE_NAMES: Readonly<Record<Role, string>> = { computation: 'computation', movement: 'data movement', neuron: 'neurons', static: 'leakage' };

/** What components are there for, and what is done again in every timestep. */
export function roadblockSection({ systems }: Comparison): Markup {
  const known = systems.filter(({ roadblocks }) => roadblocks !== null);
  const inNames = (shares: Readonly<Record<Role, number>>): Record<string, number> => Object.fromEntries(ROLES.map((role) => [ROLE_NAMES[role], 100 * shares[role]]));
  const bars = drawStackedBars({
    title: 'Share of the energy by what components are there for', unit: '%', plainUnit: true, parts: ROLES.map((role) => ROLE_NAMES[role]), rows: known.map(({ name, roadblocks }) => ({ name, values: inNames(roadblocks!.energyShares) })),
    caption: 'Data movement: buffers, memories and links. Neurons: with the memory of their potentials.',
  });
  const rows = known.map(({ name, roadblocks }) => {
    const { repeated, areaShares } = roadblocks!;
    return [name, repeated ? joules(repeated.energy_J) : '-', repeated ? formatPercent(repeated.share, 1) : '-', ...ROLES.map((role) => (repeated && repeated.energy_J > 0 ? formatPercent(repeated.byRole_J[role] / repeated.energy_J, 1) : '-')), areaShares ? formatPercent(areaShares.neuron, 1) : '-'];
  });
  return markup`${bars}<div class="scroll">${table(numberColumns('System', 'After the first timestep', 'of all', ...ROLES.map((role) => `of that ${ROLE_NAMES[role]}`), 'Neurons in area'), rows)}</div>`;
}

export function vulnerabilitySection({ systems, perLayer }: Comparison): Markup {
  const found = systems.flatMap(({ name, vulnerability }) => (vulnerability ? [{ name, ...vulnerability }] : []));
  const percent = (share: number | null): string => (share === null ? '-' : formatPercent(share, 1));
  const answers = found.map(({ name, nonIdealities, samples, ideal, nonIdeal, agreement }) => [name, nonIdealities, String(samples), percent(ideal), percent(nonIdeal), percent(agreement)]);
  const errors = perLayer.map((layer, index) => [layer.name, ...found.map(({ sumError }) => percent(sumError[index] ?? null))]);
  return markup`${table([{ title: 'Target', kind: 'name' }, { title: 'Non-idealities', kind: 'text' }, ...numberColumns('', 'Samples', 'Accuracy, ideal', 'with them', 'Same answers').slice(1)], answers)}
<div class="scroll">${table(numberColumns('Error of the sums in the crossbars', ...found.map(({ name }) => name)), errors)}</div><p class="note">Root mean square of the error over that of the sums, all timesteps, with what each layer inherits from those before it.</p>`;
}

function even({ timesteps, rate }: BreakEven): string[] {
  return [timesteps === null ? 'none' : timesteps >= MOST_TIMESTEPS ? `${MOST_TIMESTEPS} or more` : String(timesteps), rate === null ? 'none' : formatPercent(rate, 1)];
}

function joules(amount: number | null): string {
  return formatQuantity(amount, 'J');
}
