import { Option, type Command } from 'commander';
import { whole } from './option-values.ts';

/**
 * `sweep PLAN` and its verbs.
 * @param runCommand makes the declaration of `run`, whose options a plan may name
 */
export function sweepCommand(command: Command, runCommand: () => Command): void {
  command
    .option('-o, --output <folder>', 'where records and results go; what is there already is not run again (default: the name of the plan, .sweep)')
    .addOption(new Option('--workers <n>', '--engine local: processes (default: one a core); never changes the result').argParser(whole(1)))
    .addOption(new Option('--engine <name>', 'where points run').choices(['local', 'slurm']).default('local'))
    .option('--html <file>', 'write plots and tables as one self-contained page when it is done')
    .option('--yes', 'do not ask, however many points there are')
    .option('--dry-run', 'check the plan and list its points')
    .action(async (plan, options) => (await import('../sweep.ts')).sweep(plan, options, runCommand()));

  command.command('points <plan>').description('list the points of a plan, options as CSV')
    .addOption(new Option('--first <n>', 'most points listed').argParser(whole(1)))
    .action(async (plan, options) => (await import('../sweep.ts')).listPoints(plan, options, runCommand()));
  command.command('status <folder>').description('how far a sweep is')
    .option('--json', 'as JSON')
    .action(async (folder, options) => (await import('../sweep-results.ts')).status(folder, options));
  command.command('merge <folder>').description('write the results of all finished points as one table')
    .option('--csv <file>', 'where the CSV goes, - is stdout (default with neither option: results.csv and results.json in the folder)')
    .option('--json <file>', 'where the JSON goes, - is stdout')
    .action(async (folder, options) => (await import('../sweep-results.ts')).merge(folder, options));
  command.command('plot <folder>').description('draw the Pareto front, and numbers of the report over an axis')
    .option('--html <file>', 'write all plots and tables as one self-contained page')
    .option('--svg <file>', 'write one plot, - is stdout: the front, or --y over --x')
    .option('--x <name>', 'an axis, or a number of the report such as latency.perInference_s')
    .option('--y <name>', 'a number of the report (default: accuracy.value, or the first objective)')
    // --html is an option of sweep as well, which takes it wherever it stands.
    .action(async (folder, _options, plot: Command) => (await import('../sweep-results.ts')).plot(folder, plot.optsWithGlobals()));
  command.command('cancel <folder>').description('end the Slurm jobs of a sweep; finished points stay')
    .action(async (folder) => (await import('../sweep-results.ts')).cancel(folder));
  command.command('task <folder>').description('run points of a folder in this process: what the local pool and Slurm tasks call')
    .option('--points <list>', 'such as 0-4,7')
    .option('--shard <i/n>', 'every n-th point from the i-th (counted from 1) that has no record')
    .addOption(new Option('--driver <token>', 'points come from a driver').hideHelp())
    .action(async (folder, options) => (await import('../sweep-task.ts')).task(folder, options, runCommand()));
}
