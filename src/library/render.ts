import { describeChip } from '../report/chip/describe-chip.ts';
import type { HtmlExtras } from '../report/html.ts';
import { formatCount, formatPercent } from '../report/quantity.ts';
import type { Report } from '../report/report.ts';
import { renderText as renderPage, type TextOptions } from '../report/text.ts';
import type { InterpretReport } from './interpret.ts';
import type { Simulation } from './simulate.ts';

/** The report as a page for the terminal: 100 columns and no control codes where the options do not say otherwise. */
export function renderText(made: Report, { colour = false, width = 100 }: Partial<TextOptions> = {}): string {
  return renderPage(made, { colour, width });
}

/** What a network does without hardware, for the terminal: accuracy, and spikes of each population in a sample. */
export function renderInterpretation({ model, samples, accuracy: { value, correct }, spikes }: InterpretReport): string {
  const accuracy = value === null ? '' : `, accuracy ${formatPercent(value, 2)} (${correct} correct)`;
  const activity = Object.entries(spikes.perSample).map(([population, count]) => `  ${population}: ${formatCount(count)} spikes a sample\n`).join('');
  return `${model}, no hardware: ${samples} sample${samples === 1 ? '' : 's'}${accuracy}\n${activity}`;
}

/**
 * The report as one self-contained page, which opens without a network.
 * @param extras what it shows beside the report: a simulation has it all
 */
export async function renderHtml(made: Report, extras: HtmlExtras | Simulation): Promise<string> {
  return (await import('../report/html.ts')).renderHtml(made, 'chips' in extras ? extrasOf(extras) : extras);
}

function extrasOf({ raster, chips, configuration, target }: Simulation): HtmlExtras {
  const [first] = chips;
  return { raster, potentials: first!.potentials, chip: describeChip(configuration, target, first!.ledger) };
}
