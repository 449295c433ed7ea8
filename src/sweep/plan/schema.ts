import * as z from 'zod';

/** More points than this are a slip of the finger. */
export const MOST_POINTS = 10_000_000;

const line = z.string().min(1).max(1000).regex(/^[^\p{Cc}]*$/u, 'must be one line of text');
const count = (most: number) => z.int().min(1).max(most);
const seed = z.int().min(0).max(2 ** 32 - 1).default(1).describe('seed of what is drawn');

const value = z.union([z.string().max(4000), z.number(), z.boolean()]);
const settings = z.record(z.string(), z.union([value, z.array(z.string().max(4000)).max(1000)]));
const range = z.strictObject({
  from: z.number(),
  to: z.number(),
  step: z.number().positive().optional().describe('distance of neighbouring values (linear scale)'),
  count: count(MOST_POINTS).optional().describe('how many values, both ends among them'),
  scale: z.enum(['linear', 'log']).default('linear'),
  whole: z.boolean().default(false).describe('whole numbers only'),
});
const axes = z.record(z.string(), z.union([z.array(value).max(100_000), range])).describe('an option of synaptile run (or model) and its values: a list, or {from, to, step | count, scale}');
const sampled = z.strictObject({ samples: count(MOST_POINTS), seed, axes });

const slurm = z.strictObject({
  account: line.optional(),
  partition: line.optional(),
  time: line.optional().describe('as for sbatch --time'),
  mem: line.optional().describe('as for sbatch --mem'),
  cpusPerTask: count(4096).optional(),
  modules: z.array(z.string().regex(/^[\w.+/@:-]+$/, 'must be the name of a module')).max(100).default([]),
  sbatch: z.array(line).max(100).default([]).describe('further options of sbatch, such as --qos=low'),
  before: z.array(line).max(100).default([]).describe('shell commands before the task'),
  pointsPerTask: count(MOST_POINTS).default(10),
  maxRunning: count(1_000_000).optional().describe('tasks of an array that run at a time'),
  maxArraySize: count(MOST_POINTS).optional().describe('MaxArraySize of the site (default: asked of scontrol, else 1001)'),
  maxSubmit: count(MOST_POINTS).optional().describe('tasks that may wait or run at a time'),
  poll_s: z.number().min(0.2).max(3600).default(5).describe('seconds between two questions to squeue'),
});

/** The form of a plan. What options there are, and what they take, the command line knows. */
export const PLAN_SCHEMA = z.strictObject({
  name: line.optional(),
  model: line.optional().describe('model file; paths are relative to the folder of the plan'),
  target: line.optional(),
  input: line.optional(),
  labels: line.optional(),
  calibrate: line.optional(),
  options: settings.optional().describe('options of synaptile run that all points have in common, without the leading dashes'),
  grid: axes.optional().describe('every combination of the values'),
  list: z.array(settings).max(1_000_000).optional().describe('points one by one'),
  random: sampled.optional().describe('values drawn independently'),
  'latin-hypercube': sampled.optional().describe('values drawn so that each axis is covered evenly'),
  search: z.strictObject({ population: count(2000).default(24), generations: count(10_000).default(10), seed, axes }).optional()
    .describe('points chosen for the Pareto front of the objectives (NSGA-II)'),
  objectives: z.strictObject({ minimise: z.array(line).max(8).default([]), maximise: z.array(line).max(8).default([]) }).optional()
    .describe('numbers of the JSON report, such as energy.perInference_J and accuracy.value'),
  threads: count(4096).default(1).describe('threads of a point; never changes a result'),
  slurm: slurm.prefault({}),
});

export type PlanDocument = z.infer<typeof PLAN_SCHEMA>;

/** Keys of which a plan has exactly one. */
export const DESIGNS = ['grid', 'list', 'random', 'latin-hypercube', 'search'] as const;

/** JSON Schema (draft 7) for editors; names of options are left to synaptile. */
export function planJsonSchema(): object {
  return { title: 'Plan of a synaptile sweep', ...z.toJSONSchema(PLAN_SCHEMA, { target: 'draft-7', io: 'input' }) };
}
