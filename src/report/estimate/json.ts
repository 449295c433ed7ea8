import type { EstimateReport } from './report.ts';

/** The report as JSON: same report, same bytes. */
export function renderEstimateJson(report: EstimateReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
