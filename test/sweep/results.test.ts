import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../src/sweep/folder/manifest.ts';
import { chooseAxes } from '../../src/sweep/plot/axes.ts';
import { renderSweepPage, renderSweepSvg } from '../../src/sweep/plot/page.ts';
import type { Plan } from '../../src/sweep/plan/plan.ts';
import { metricsOf } from '../../src/sweep/results/metrics.ts';
import type { Row } from '../../src/sweep/results/rows.ts';
import { renderResultsCsv, renderResultsJson } from '../../src/sweep/results/tables.ts';

const PLAN: Plan = { name: 'p <script>', fixed: { model: 'a.synet' }, design: { kind: 'grid', axes: [{ name: 'bits', values: [2, 4, 8] }, { name: 'coding', values: ['rate', '<img src=x>'] }] }, objectives: [] };
const MANIFEST: Manifest = { schema: 'synaptile-sweep/1', version: '1', digest: 'd'.repeat(64), points: 6, plan: PLAN, inputs: {} };
const REPORT = { schema: 's', accuracy: { value: 0.5, correct: 5, interval95: [0.2, 0.8] }, energy: { perInference_J: 1e-9, perLayer: [1, 2] }, timing: { x: 1 }, diagnostics: [], bits: 2 };

function row(point: number, energy: number, accuracy: number): Row {
  const { energy: _, ...rest } = REPORT;
  return {
    point, status: 'done', seed: 1, options: { model: 'a.synet', bits: [2, 4, 8][Math.floor(point / 2)]!, coding: ['rate', '<img src=x>'][point % 2]! }, digests: { plan: 'd', model: 'm', data: {} }, reasons: [],
    metrics: metricsOf({ ...rest, accuracy: { ...REPORT.accuracy, value: accuracy }, energy: { perInference_J: energy } }),
  };
}

const ROWS = [row(0, 1e-9, 0.5), row(1, 2e-9, 0.4), row(2, 3e-9, 0.9), row(3, 4e-9, 0.8), { ...row(4, 1, 1), status: 'failed' as const, metrics: {}, reasons: ['S703 too <b>large</b>'] }];

describe('tables', () => {
  it('have every number of a report, intervals as two columns, no times', () => {
    expect(metricsOf(REPORT)).toEqual({ 'accuracy.value': 0.5, 'accuracy.correct': 5, 'accuracy.interval95.lo': 0.2, 'accuracy.interval95.hi': 0.8, 'energy.perInference_J': 1e-9, bits: 2 });
    expect(metricsOf(null)).toEqual({});
  });

  it('say options first, quote what needs it, and keep what options and reports both call bits apart', () => {
    const [head, first, , , , failed] = renderResultsCsv(MANIFEST, [{ ...ROWS[0]!, options: { ...ROWS[0]!.options, coding: 'a,"b"' } }, ...ROWS.slice(1)]).split('\n');
    expect(head).toBe('point,status,bits,coding,model,accuracy.value,accuracy.correct,accuracy.interval95.lo,accuracy.interval95.hi,report.bits,energy.perInference_J,model sha256');
    expect(first).toBe('0,done,2,"a,""b""",a.synet,0.5,5,0.2,0.8,2,1e-9,m');
    expect(failed).toBe('4,failed,8,rate,a.synet,,,,,,,m');
    expect(JSON.parse(renderResultsJson(MANIFEST, ROWS))).toMatchObject({ schema: 'synaptile-sweep-results/1', points: 6, finished: 5, failed: 1, varied: ['bits', 'coding'] });
  });
});

describe('plots', () => {
  it('show fronts, numbers over every option, tables, and why points failed; names stay text', () => {
    const page = renderSweepPage(MANIFEST, ROWS, chooseAxes(PLAN, ROWS, {}));
    for (const id of ['front', 'over', 'points', 'failed']) expect(page).toContain(`<section id="${id}"`);
    expect(page).toContain('&lt;img src=x&gt;');
    expect(page).not.toMatch(/<img|<b>large|p <script>/);
    expect(page.match(/class="whisker"/g)!.length).toBeGreaterThan(1);
  });

  it('one alone is XML of its own', () => {
    const svg = renderSweepSvg(MANIFEST, ROWS, chooseAxes(PLAN, ROWS, { x: 'bits', y: 'energy.perInference_J' }));
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" [\s\S]*<\/svg>\n$/);
    expect(svg).not.toMatch(/<[^>]* [\w-]+(?= |>)(?!=)[^>]*data-marks /);
    expect(renderSweepSvg(MANIFEST, ROWS, chooseAxes(PLAN, ROWS, {}))).toContain('class="point best"');
  });

  it('S632: objectives and axes that are not in the reports, with the nearest', () => {
    expect(() => chooseAxes({ ...PLAN, objectives: [{ metric: 'energy.perInference', goal: 'minimise' }] }, ROWS, {})).toThrow('S632');
    expect(() => chooseAxes(PLAN, ROWS, { x: 'bitz' })).toThrow('S632');
    expect(() => chooseAxes(PLAN, [], {})).toThrow('S632');
  });
});
