import { fail } from '../../diagnostics/diagnostic.ts';
import { variedNames, type Objective, type Plan } from '../plan/plan.ts';
import { neighboursOf } from '../results/metrics.ts';
import type { Row } from '../results/rows.ts';

/** Two objectives that are drawn over each other. */
export interface FrontAxes {
  readonly x: Objective;
  readonly y: Objective;
}

/** A number of the reports over an option. */
export interface OverAxes {
  readonly option: string;
  readonly metric: string;
}

/** What is drawn, the first of all first. */
export interface Plots {
  readonly objectives: readonly Objective[];
  readonly fronts: readonly FrontAxes[];
  readonly over: readonly OverAxes[];
}

/** Objectives of a plan that names none: where the reports have them. */
const USUAL: readonly Objective[] = [{ metric: 'energy.perInference_J', goal: 'minimise' }, { metric: 'accuracy.value', goal: 'maximise' }, { metric: 'latency.perInference_s', goal: 'minimise' }];

/** Numbers that are better the larger they are; of all others less is taken to be better. */
const GAINS = /^accuracy\.|^trials\.(mean|worst|best)|throughput|Sparsity$/;

/**
 * Chooses what to draw: what was asked for, else every pair of objectives and accuracy (or the first objective) over every option that varies.
 * @throws DiagnosticError S632 for a name that is neither an option that varies nor a number of the reports
 */
export function chooseAxes(plan: Plan, rows: readonly Row[], asked: { readonly x?: string; readonly y?: string }): Plots {
  const known = new Set(rows.flatMap(({ metrics }) => Object.keys(metrics).filter((name) => typeof metrics[name] === 'number')));
  const options = variedNames(plan);
  const check = (metric: string): void => { if (!known.has(metric)) fail('S632', { objective: metric, ...neighboursOf(metric, rows.map(({ metrics }) => metrics)) }); };
  for (const { metric } of plan.objectives) check(metric);
  const objectives = plan.objectives.length > 0 ? plan.objectives : USUAL.filter(({ metric }) => known.has(metric)).slice(0, 2);
  const metric = asked.y ?? ['trials.mean', 'accuracy.value', ...objectives.map((one) => one.metric)].find((name) => known.has(name)) ?? [...known][0] ?? 'accuracy.value';
  check(metric);
  if (asked.x !== undefined && options.includes(asked.x)) return { objectives, fronts: [], over: [{ option: asked.x, metric }] };
  if (asked.x !== undefined) {
    check(asked.x);
    return { objectives, fronts: [{ x: objectiveOf(asked.x, objectives), y: objectiveOf(metric, objectives) }], over: [] };
  }
  return { objectives, fronts: asked.y === undefined ? pairsOf(objectives) : [], over: options.map((option) => ({ option, metric })) };
}

function objectiveOf(metric: string, objectives: readonly Objective[]): Objective {
  return objectives.find((one) => one.metric === metric) ?? { metric, goal: GAINS.test(metric) ? 'maximise' : 'minimise' };
}

function pairsOf(objectives: readonly Objective[]): readonly FrontAxes[] {
  return objectives.flatMap((x, index) => objectives.slice(index + 1).map((y) => ({ x, y })));
}
