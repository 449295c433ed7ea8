import type { Report } from './report.ts';

/** The report as JSON: keys in the order of `Report`, two spaces, a newline at the end; same report, same bytes. */
export function renderJson(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
