/** A value as it stands in a plan. */
export type Value = string | number | boolean | readonly string[];

/** Options of a point by the names they have in a plan: `bits`, `non-idealities.readNoise.sigma`, and `model`. */
export type Settings = Readonly<Record<string, Value>>;

/** What varies: listed values, or a range. */
export type Axis = ListedAxis | RangeAxis;

export interface ListedAxis {
  readonly name: string;
  readonly values: readonly Value[];
}

export interface RangeAxis {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly scale: 'linear' | 'log';
  /** Values that the range is cut to; null: any number between the ends. */
  readonly count: number | null;
  /** Whole numbers only. */
  readonly whole: boolean;
}

/** How points are chosen from the axes. */
export type Design =
  | { readonly kind: 'grid'; readonly axes: readonly Axis[] }
  | { readonly kind: 'list'; readonly points: readonly Settings[] }
  | { readonly kind: 'random' | 'latin-hypercube'; readonly samples: number; readonly seed: number; readonly axes: readonly Axis[] }
  | { readonly kind: 'search'; readonly population: number; readonly generations: number; readonly seed: number; readonly axes: readonly Axis[] };

/** A number of the report, by its key with dots, and which way it should go. */
export interface Objective {
  readonly metric: string;
  readonly goal: 'minimise' | 'maximise';
}

/** What a sweep computes. Whatever says how and where it is computed is not part of it. */
export interface Plan {
  readonly name: string;
  /** Options that all points have in common. */
  readonly fixed: Settings;
  readonly design: Design;
  readonly objectives: readonly Objective[];
}

/** How a cluster is asked. */
export interface SlurmSettings {
  readonly account?: string;
  readonly partition?: string;
  readonly time?: string;
  readonly mem?: string;
  readonly cpusPerTask?: number;
  readonly modules: readonly string[];
  /** Further lines of the script, such as --qos=low. */
  readonly sbatch: readonly string[];
  /** Shell commands before the task. */
  readonly before: readonly string[];
  readonly pointsPerTask: number;
  /** Tasks that run at a time (`%limit`); null: what the site allows. */
  readonly maxRunning: number | null;
  /** As in slurm.conf: the largest index of an array, plus 1; null: asked of scontrol. */
  readonly maxArraySize: number | null;
  /** Tasks that may wait or run at a time; null: no limit. */
  readonly maxSubmit: number | null;
  readonly poll_s: number;
}

/** A plan and how it is to be run. */
export interface PlanFile {
  readonly file: string;
  readonly text: string;
  readonly plan: Plan;
  /** Threads of a point; they never change its result. */
  readonly threads: number;
  readonly slurm: SlurmSettings;
}

/** Names of the options that differ between points, in the order of the plan. */
export function variedNames({ design }: Plan): readonly string[] {
  return design.kind === 'list' ? [...new Set(design.points.flatMap((point) => Object.keys(point)))] : design.axes.map(({ name }) => name);
}
