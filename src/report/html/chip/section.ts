import type { ChipDetails } from '../../chip/describe-chip.ts';
import { formatCount, formatQuantity } from '../../quantity.ts';
import type { Report } from '../../report.ts';
import { markup, nothing, type Markup } from '../markup.ts';
import { populationTable } from '../sections.ts';
import { coreTable } from './core-table.ts';
import { HEATS, LINK_VIEW, VIEWS } from './heat.ts';
import { busiestLinks } from './links.ts';
import { drawChipMap } from './map.ts';

/** The chip: its map in several colourings, the core that is chosen in detail, all cores and the busiest links as text. Without `chip` cores have no detail. */
export function chipSection({ placement, traffic, utilisation, samples, energy }: Report, populations: readonly string[], chip: ChipDetails | null): Markup {
  if (placement.cores.length === 0) return markup`<p>No core is in use.</p>`;
  const hint = chip === null ? nothing : markup`<p class="note controls">Point at a core, or choose it: click, or arrow keys and Enter. Escape leaves.</p><div class="core-detail" id="core-detail" tabindex="-1" role="region" aria-label="Chosen core" aria-live="polite" hidden></div>`;
  const links = traffic.links.length === 0 ? markup`<p class="note">No packet left its tile.</p>` : busiestLinks(traffic.links, traffic.maxLinkLoad, samples);
  return markup`<div class="chip">${controls(chip, traffic.links.length)}<div class="flow">${drawChipMap(placement, traffic, populations, chip)}<div class="beside">${scales(chip, traffic.maxLinkLoad)}<div class="scale-population">${populationTable(utilisation, populations)}</div>${links}</div></div>
${hint}</div>${chip === null ? nothing : coreTable(chip, energy.perInference_J)}`;
}

function controls(chip: ChipDetails | null, links: number): Markup {
  const views = chip === null ? VIEWS.slice(0, 1) : VIEWS;
  const choices = ['population', ...views, ...(links > 0 ? [LINK_VIEW] : [])].map((view) => markup`<label><input type="radio" name="view" id="view-${view}"${view === 'population' ? CHECKED : nothing}> ${view}</label>`);
  return markup`<fieldset class="controls views"><legend>Show</legend>${choices}</fieldset>`;
}

const CHECKED: Markup = { markup: ' checked' };

/** What the colours of each view mean. */
function scales(chip: ChipDetails | null, busiest: number): Markup {
  const cores = chip?.cores ?? [];
  const most = (value: (core: ChipDetails['cores'][number]) => number): number => cores.reduce((top, core) => Math.max(top, value(core)), 0);
  const ramp = (view: string, title: string, end: string, colours = 'heat'): Markup => markup`<div class="scale scale-${view}"><span>${title}</span><span class="ramp"><span>0</span>${heatSteps(colours)}<span>${end}</span></span></div>`;
  return markup`${ramp('load', 'Share of the tightest limit', '100 %')}${ramp('links', 'Packets over a link', formatCount(busiest), 'heat-link')}${chip === null ? nothing : markup`${ramp('energy', 'Energy of an inference in the core', formatQuantity(most(({ energy_J }) => energy_J), 'J'))}${
    ramp('work', 'Mean work of a timestep', formatQuantity(most(({ work_s }) => work_s), 's'))}`}`;
}

function heatSteps(name: string): Markup {
  const steps = Array.from({ length: HEATS }, (_, i) => markup`<rect class="${name}-${i}" x="${i * 14}" width="14" height="10"/>`);
  return markup`<svg class="steps" viewBox="0 0 ${HEATS * 14} 10" width="${HEATS * 14}" height="10" aria-hidden="true">${steps}</svg>`;
}
