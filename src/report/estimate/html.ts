import type { EstimateReport } from './report.ts';

export function renderEstimatePage(report: EstimateReport): string {
  return JSON.stringify(report);
}
