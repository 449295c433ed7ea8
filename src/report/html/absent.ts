import type { HtmlExtras } from '../html.ts';
import type { Report } from '../report.ts';
import { markup, nothing, type Markup } from './markup.ts';

/** Plots that this page does not have, and why. */
export function absentList(report: Report, { potentials = [], chip = null }: HtmlExtras): Markup {
  const absent: readonly (readonly [boolean, string, string])[] = [
    [report.trials === null, 'Distribution over chips', 'one chip was simulated (--trials)'],
    [report.ablation === null, 'Loss by effect', 'it was not asked for (--ablate)'],
    [report.errorOverTime === null, 'Error over time', 'no sample ran beside the ideal chip (--non-idealities, --error-samples)'],
    [potentials.length === 0, 'Membrane potentials', report.latency.decision ? 'temporal networks have spike times alone' : 'none were kept'],
    [chip === null && report.placement.cores.length > 0, 'What single cores hold', 'the page was made without the configuration'],
    [report.area.total_mm2 === null, 'Area', 'the target gives none'],
  ];
  const lines = absent.filter(([missing]) => missing).map(([, what, why]) => markup`<li>${what}: ${why}.</li>`);
  return lines.length === 0 ? nothing : markup`<h3>Not on this page</h3><ul class="gaps">${lines}</ul>`;
}
