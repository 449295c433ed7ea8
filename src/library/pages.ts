import type * as circuitPage from '../report/circuit/page.ts';
import type * as mappingPage from '../report/comparison/page.ts';
import type * as estimatePage from '../report/estimate/html.ts';
import type * as sweepAxes from '../sweep/plot/axes.ts';
import type * as sweepPage from '../sweep/plot/page.ts';

/** Pages and pictures; what draws one is loaded when it is asked for. */

/** A neuron circuit with its transfer curve, as one self-contained page. */
export async function renderCircuitPage(...of: Parameters<typeof circuitPage.renderCircuitPage>): Promise<string> {
  return (await import('../report/circuit/page.ts')).renderCircuitPage(...of);
}

/** Mappings side by side, as one self-contained page. */
export async function renderMappingPage(...of: Parameters<typeof mappingPage.renderComparisonPage>): Promise<string> {
  return (await import('../report/comparison/page.ts')).renderComparisonPage(...of);
}

/** What a platform estimates, as one self-contained page. */
export async function renderEstimatePage(...of: Parameters<typeof estimatePage.renderEstimatePage>): Promise<string> {
  return (await import('../report/estimate/html.ts')).renderEstimatePage(...of);
}

/** What the plots of a sweep are drawn over. @throws DiagnosticError where there is no such number */
export async function chooseSweepAxes(...of: Parameters<typeof sweepAxes.chooseAxes>): Promise<ReturnType<typeof sweepAxes.chooseAxes>> {
  return (await import('../sweep/plot/axes.ts')).chooseAxes(...of);
}

/** The results of a sweep, as one self-contained page. */
export async function renderSweepPage(...of: Parameters<typeof sweepPage.renderSweepPage>): Promise<string> {
  return (await import('../sweep/plot/page.ts')).renderSweepPage(...of);
}

/** One plot of a sweep. */
export async function renderSweepSvg(...of: Parameters<typeof sweepPage.renderSweepSvg>): Promise<string> {
  return (await import('../sweep/plot/page.ts')).renderSweepSvg(...of);
}
