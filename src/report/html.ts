import type { PopulationRaster } from '../simulate/result.ts';
import { ablationPlot } from './html/ablation.ts';
import { calibrationTables } from './html/calibration.ts';
import { contentPolicy } from './html/content-policy.ts';
import { circuitTables } from './html/neuron-circuit.ts';
import { drawEnergyChart } from './html/energy-chart.ts';
import { converterTable } from './html/converters.ts';
import { errorPlots } from './html/error-over-time.ts';
import { markup, nothing, trusted, type Markup } from './html/markup.ts';
import { mitigationTables } from './html/mitigations.ts';
import { networkTables } from './html/network.ts';
import { drawPlacementMap } from './html/placement-map.ts';
import { constantTable, gapList, operationTable, passTable } from './html/provenance.ts';
import { drawRaster } from './html/raster-plot.ts';
import { energyTables, latencyTables, populationTable, utilisationBars } from './html/sections.ts';
import { STYLE } from './html/style.ts';
import { summaryCards } from './html/summary.ts';
import { trialPlot } from './html/trials.ts';
import { plural, printBits } from './quantity.ts';
import type { Report } from './report.ts';

/** What the page shows beside the report. */
export interface HtmlExtras {
  /** Spikes of the first sample. */
  readonly raster: readonly PopulationRaster[];
}

/**
 * The report as one page that needs no network and runs no script: its content policy allows nothing but its own style sheet.
 * All text is escaped, names of the user's model included.
 */
export async function renderHtml(report: Report, { raster }: HtmlExtras): Promise<string> {
  const populations = report.energy.perLayer.map((one) => one.name);
  const page = markup`<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(contentPolicy())}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${report.model} on ${report.target}</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
<header><h1>${report.model} <small>on ${report.target}</small></h1>
<p>${printBits(report.bits, report.bitsPerProjection)}, ${plural(report.timesteps, 'timestep')}, ${plural(report.samples, 'sample')}, seed ${report.seed}. ${report.targetSummary}</p></header>
<main>
${summaryCards(report)}
${report.trials ? section('Chips', [trialPlot(report.trials)]) : nothing}
${report.neuronCircuit ? section('Neuron circuit', [circuitTables(report.neuronCircuit)]) : nothing}
${report.mitigations ? section('Mitigations', [mitigationTables(report.mitigations)]) : nothing}
${report.converters ? section('Converter ranges', [converterTable(report.converters)]) : nothing}
${report.ablation ? section('Loss by effect', [ablationPlot(report.ablation)]) : nothing}
${report.errorOverTime ? section('Error over time', [errorPlots(report.errorOverTime, populations)]) : nothing}
${section('Energy', [await drawEnergyChart(report.energy), energyTables(report.energy)])}
${section('Not known, and warnings', [gapList(report)])}
${section('Latency', [latencyTables(report.latency)])}
${section('Network', [networkTables(report.network)])}
${section('Utilisation', [utilisationBars(report.utilisation)])}
${section('Placement and traffic', [placement(report, populations)])}
${section('Spikes', [drawRaster(raster, report.timesteps, populations), operationTable(report)])}
${report.calibration ? section('Calibration', [calibrationTables(report.calibration, populations)]) : nothing}
${section('Where the numbers come from', [constantTable(report)])}
${section('Passes', [passTable(report)])}
</main>
<footer>Written by synaptile ${report.version}. Energy, latency and area are estimates from counted events and the constants above, not measurements.</footer>
</body>
</html>
`;
  return page.markup;
}

function placement({ placement, traffic, utilisation }: Report, populations: readonly string[]): Markup {
  return markup`<div class="flow">${drawPlacementMap(placement, traffic, populations)}${populationTable(utilisation, populations)}</div>`;
}

function section(title: string, content: readonly Markup[]): Markup {
  return markup`<section><h2>${title}</h2>${content}</section>`;
}
