import type { PopulationPotentials, PopulationRaster } from '../simulate/result.ts';
import type { ChipDetails } from './chip/describe-chip.ts';
import { ablationPlot } from './html/ablation.ts';
import { calibrationTables } from './html/calibration.ts';
import { chipData } from './html/chip/data.ts';
import { chipSection } from './html/chip/section.ts';
import { converterTable } from './html/converters.ts';
import { areaBars, energyBars, latencyBars } from './html/cost-bars.ts';
import { errorPlots } from './html/error-over-time.ts';
import { fitTable } from './html/fit-table.ts';
import { markup, nothing, type Markup } from './html/markup.ts';
import { mitigationTables } from './html/mitigations.ts';
import { networkTables } from './html/network.ts';
import { circuitTables } from './html/neuron-circuit.ts';
import { absentList } from './html/absent.ts';
import { renderPage, type PageSection } from './html/page.ts';
import { drawPotentials } from './html/potentials-plot.ts';
import { constantTable, gapList, operationTable, passTable } from './html/provenance.ts';
import { drawRaster } from './html/raster-plot.ts';
import { energyTables, latencyTables } from './html/sections.ts';
import { summaryCards } from './html/summary.ts';
import { trialPlot } from './html/trials.ts';
import { plural, printBits } from './quantity.ts';
import type { Report } from './report.ts';

/** What the page shows beside the report. */
export interface HtmlExtras {
  /** Spikes of the first sample. */
  readonly raster: readonly PopulationRaster[];
  /** Membrane potentials of the first sample; empty or absent where none were kept. */
  readonly potentials?: readonly PopulationPotentials[];
  /** What every core holds and does; absent: the map has no details. */
  readonly chip?: ChipDetails | null;
}

/**
 * The report as one page that needs no network: its content policy allows its own style sheet and its own script, and nothing else; without script all numbers are there as text. All text is escaped,
 * names of the user's model included.
 */
export async function renderHtml(report: Report, extras: HtmlExtras): Promise<string> {
  const { chip = null } = extras;
  return renderPage({
    title: `${report.model} on ${report.target}`, heading: report.model, subheading: `on ${report.target}`,
    lead: `${printBits(report.bits, report.bitsPerProjection)}, ${plural(report.timesteps, 'timestep')}, ${plural(report.samples, 'sample')}, seed ${report.seed}. ${report.targetSummary}`,
    summary: summaryCards(report), sections: sectionsOf(report, extras),
    footer: `Written by synaptile ${report.version}. Energy, latency and area are estimates from counted events and the constants above, not measurements.`,
    ...(chip && chip.cores.length > 0 && { data: { chip: chipData(chip, report.traffic.links, report.energy.perInference_J) } }),
  });
}

function sectionsOf(report: Report, extras: HtmlExtras): readonly (PageSection | null)[] {
  const { trials, neuronCircuit, mitigations, converters, ablation, errorOverTime, calibration, energy, latency } = report;
  const { raster, potentials = [], chip = null } = extras;
  const populations = energy.perLayer.map((one) => one.name);
  return [
    section('fit', 'Fit', fitTable(report)),
    trials && section('chips', 'Chips', trialPlot(trials)),
    ablation && section('loss', 'Loss by effect', ablationPlot(ablation)),
    errorOverTime && section('error', 'Error over time', errorPlots(errorOverTime, populations)),
    mitigations && section('mitigations', 'Mitigations', mitigationTables(mitigations)),
    converters && section('converters', 'Converter ranges', converterTable(converters)),
    neuronCircuit && section('circuit', 'Neuron circuit', circuitTables(neuronCircuit)),
    section('energy', 'Energy', energyBars(energy), energyTables(energy)),
    section('latency', 'Latency', latencyBars(latency), latencyTables(latency)),
    section('area', 'Area', areaBars(report.area)),
    section('placement', 'Placement and traffic', chipSection(report, populations, chip)),
    section('network', 'Network', networkTables(report.network)),
    section('spikes', 'Spikes and potentials', drawRaster(raster, report.timesteps, populations), potentials.length > 0 ? drawPotentials(potentials) : nothing, operationTable(report)),
    calibration && section('calibration', 'Calibration', calibrationTables(calibration, populations)),
    section('gaps', 'Not known, and warnings', gapList(report), absentList(report, extras)),
    section('constants', 'Where the numbers come from', constantTable(report)),
    section('passes', 'Passes', passTable(report)),
  ];
}

function section(id: string, title: string, ...content: readonly Markup[]): PageSection {
  return { id, title, content: markup`${content}` };
}
