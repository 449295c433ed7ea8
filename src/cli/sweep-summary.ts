import { costsOf, frontOf, layout, type Manifest, type Row, variedNames } from '../index.ts';

const MOST_LINES = 12;

/** What came out, in a few lines: how many points, why some failed, and the Pareto front where the plan has objectives. */
export function summaryOf(folder: string, { plan, points }: Manifest, rows: readonly Row[]): string {
  const failed = rows.filter(({ status }) => status === 'failed');
  const missing = points - rows.length;
  const lines = [`${plan.name}: ${rows.length - failed.length} of ${points} points done${failed.length > 0 ? `, ${failed.length} cannot be run` : ''}${missing > 0 ? `, ${missing} missing` : ''}`];
  const reasons = new Map<string, number>();
  for (const row of failed) reasons.set(row.reasons[0] ?? 'no reason', (reasons.get(row.reasons[0] ?? 'no reason') ?? 0) + 1);
  for (const [reason, count] of [...reasons].slice(0, MOST_LINES)) lines.push(`  ${count} x ${reason.slice(0, 160)}`);
  if (plan.objectives.length > 0) {
    const isFront = frontOf(rows.map(({ metrics }) => costsOf(metrics, plan.objectives)));
    const front = rows.filter((_, index) => isFront[index]);
    const goals = plan.objectives.map(({ metric, goal }) => `${goal} ${metric}`).join(', ');
    lines.push(`Pareto front (${goals}): ${front.length} points`);
    for (const row of front.slice(0, MOST_LINES)) lines.push(`  ${row.point}: ${variedNames(plan).map((name) => `${name} ${String(row.options[name])}`).join(', ')} -> ${plan.objectives.map(({ metric }) => numberText(row.metrics[metric])).join(', ')}`);
    if (front.length > MOST_LINES) lines.push(`  and ${front.length - MOST_LINES} more`);
  }
  lines.push(`results: ${layout.table(folder)}, ${layout.results(folder)}`);
  return `${lines.join('\n')}\n`;
}

function numberText(value: unknown): string {
  return typeof value === 'number' ? String(Number(value.toPrecision(4))) : '-';
}
