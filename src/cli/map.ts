import { lowerBounds } from '../../passes/5-partition/bounds.ts';
import { limitsOfCore } from '../../passes/5-partition/cluster-loads.ts';
import { mapperNamed, MAPPERS, type Mapper } from '../../passes/mappers.ts';
import { loadNonIdealities, loadTarget } from '../../targets/load.ts';
import { compile, compileInTurns, verify, type CompileOptions, type PassRecord } from '../compile.ts';
import { DiagnosticError, fail } from '../diagnostics/diagnostic.ts';
import { checkWritable, writeAtomically } from '../files.ts';
import { asplosMetrics } from '../ir/asplos-metrics.ts';
import { axonGraphOf } from '../ir/axon-graph.ts';
import { clusterFlowsOf } from '../ir/cluster-flows.ts';
import type { Configuration } from '../ir/configuration.ts';
import type { Dataset } from '../ir/dataset.ts';
import { flowHops } from '../ir/flow-hops.ts';
import { hopBound } from '../ir/hop-bound.ts';
import type { Network } from '../ir/network.ts';
import { estimatedProfile } from '../ir/spike-profile.ts';
import type { PassContext } from '../ir/pass.ts';
import type { Placed } from '../ir/placed.ts';
import { isNetwork, placedOf, unrolledOf, type Stage } from '../ir/stage.ts';
import { printStage } from '../ir/stage-text.ts';
import type { Target } from '../ir/target.ts';
import type { Unrolled } from '../ir/unrolled.ts';
import { assumptionNotes } from '../read/assumptions.ts';
import { readModel } from '../read/model.ts';
import { compareMappings, costsOf, type MappedTraffic, type MappingBounds, type MappingComparison, type MappingPoint } from '../report/comparison/compare.ts';
import { renderComparison } from '../report/comparison/text.ts';
import { summariseMapping } from '../report/mapping.ts';
import { makeReport } from '../report/report.ts';
import { describeUnrolling } from '../report/unrolling.ts';
import { defaultWorkers, simulate } from '../simulate/simulate.ts';
import { asTimesteps, compileOptionsOf, firstSamples, openDataset, profiler, randomDataset, withStageFile, withTimesteps, type CompileFlags, type DataFlags } from './session.ts';
import { colourful, tell, withProgress, type Progress } from './terminal.ts';
import { measureUnrollLoss, withSide } from './unroll-loss.ts';

declare const SYNAPTILE_VERSION: string;

interface Flags extends CompileFlags, DataFlags {
  readonly target: string;
  readonly mappers?: string;
  readonly input?: string;
  readonly limit: number;
  readonly seed: number;
  readonly workers?: number;
  readonly output?: string;
  readonly json?: string | true;
  readonly html?: string;
}

/** Maps one network by several strategies and puts what they cost side by side. */
export function map(model: string, flags: Flags): Promise<void> {
  return withProgress((progress) => mapWith(progress, model, flags));
}

async function mapWith(progress: Progress, model: string, flags: Flags): Promise<void> {
  const mappers = flags.mappers === undefined ? MAPPERS : [...new Set(flags.mappers.split(','))].map((name) => mapperNamed(name.trim()));
  if (flags.given.includes('mapper')) fail('S807', { option: '--mapper', value: flags.mapper, allowed: 'given to map as --mappers' });
  for (const file of [flags.json, flags.html, flags.output]) if (typeof file === 'string' && file !== '-') checkWritable(file);
  const options = compileOptionsOf(flags, 'configuration');
  const { target, diagnostics } = loadTarget(flags.target, flags.chips);
  const read = await readModel(model, flags);
  const asked = withTimesteps(read.stage, flags.timesteps);
  const given = flags.input === undefined ? null : await withStageFile(model, () => openDataset(flags.input!, flags, asked, flags.limit));
  const stage = isNetwork(asked) && asked.timesteps === null ? withTimesteps(asked, given?.timesteps ?? undefined) : asked;
  tell([...read.diagnostics, ...assumptionNotes(read.assumptions, model, asTimesteps(flags.timesteps)), ...diagnostics]);
  withStageFile(model, () => verify(stage, target));
  const calibration = flags.calibrate !== undefined ? await openDataset(flags.calibrate, flags, stage, flags.calibrationSamples) : given && firstSamples(given, flags.calibrationSamples);
  const context: PassContext = {
    target, seed: flags.seed, progress: progress.update,
    calibration: given !== null && given.timesteps !== null && flags.calibrate === undefined ? null : calibration,
    profileOf: (network) => profiler(flags.calibrate === undefined ? null : calibration, read.spikes, given ?? randomDataset(network, flags.seed))(network),
  };
  const { unrolled, quantised, passes } = unrolledAt(stage, options, context, progress, model);
  const data = firstSamples(given ?? randomDataset(networkIn(unrolled), flags.seed), flags.limit);
  const sides = { quantised, unrolled: unrolledOf(unrolled) };
  const loss = given && await measureUnrollLoss(sides, passes, data, data.labels, { limit: data.count, workers: flags.workers ?? defaultWorkers() }, progress);
  const made: Mapped[] = [];
  for (const mapper of mappers) made.push(await mapBy(mapper, unrolled, options, context, data, flags, progress));
  progress.stop();
  const points = made.map(({ point }) => point);
  if (points.every(({ costs }) => costs === null)) throw new DiagnosticError(points.flatMap((point) => point.diagnostics));
  const comparison: MappingComparison = {
    schema: 'synaptile-map/1', version: SYNAPTILE_VERSION, model: networkIn(unrolled).name, target: target.name, seed: flags.seed, samples: data.count,
    data: flags.input ?? null, objective: flags.objective, unrolling: describeUnrolling(sides.unrolled!.mode, passes, loss), spikeCounts: made.map(({ spikeCounts }) => spikeCounts).find((text) => text !== null) ?? 'not known', ...compareMappings(points, flags.objective),
    bounds: boundsOf(unrolledOf(unrolled)!, context),
  };
  await write(comparison, made.find(({ point }) => point.mapper === comparison.chosen)!.configuration!, flags);
}

/** The stage that all mappers begin with. */
function unrolledAt(stage: Stage, options: CompileOptions, context: PassContext, progress: Progress, model: string): { readonly unrolled: Stage; readonly quantised: Network | null; readonly passes: readonly PassRecord[] } {
  if (unrolledOf(stage) !== null) return { unrolled: unrolledOf(stage)!, quantised: null, passes: [] };
  if (!isNetwork(stage)) return fail('S709', { from: stage.stage, wanted: 'mapping begins with a network or an unrolled stage' }, { file: model });
  let sides = withSide({ quantised: null, unrolled: null }, stage);
  const { output, diagnostics, passes } = compile(stage, { ...options, stopAfter: 'unrolled' }, context, { onPass: (pass) => progress.start(`compiling: ${pass}`), onStage: (made) => { sides = withSide(sides, made); } });
  tell(diagnostics);
  return { unrolled: output, quantised: sides.quantised, passes };
}

function networkIn(unrolled: Stage): Network {
  return unrolledOf(unrolled)!.network;
}

interface Mapped {
  readonly point: MappingPoint;
  readonly configuration: Configuration | null;
  readonly spikeCounts: string | null;
}

/** One strategy: mapped, simulated, priced. A strategy that fails is a row of its own, the others go on. */
async function mapBy(mapper: Mapper, unrolled: Stage, options: CompileOptions, context: PassContext, data: Dataset, flags: Flags, progress: Progress): Promise<Mapped> {
  const { name, summary, partitioner, placer } = mapper;
  const started = performance.now();
  const seconds = (): number => (performance.now() - started) / 1000;
  try {
    const mapped = { ...options, partition: { ...options.partition, partitioner }, place: { ...options.place, placer } };
    let placed: Placed | null = null;
    const { output, diagnostics, passes } = await compileInTurns(unrolled, mapped, context, progress.searching, { onPass: (pass) => progress.start(`${name}: ${pass}`), onStage: (stage) => { placed = placedOf(stage) ?? placed; } });
    tell(diagnostics.filter(({ code }) => code === 'S841'));
    const compile_s = seconds();
    const configuration = output as Configuration;
    progress.start(`${name}: simulating`);
    const target = context.target!;
    const result = await simulate(configuration, target, data, { nonIdealities: loadNonIdealities('ideal', target), seed: flags.seed, trial: 0, workers: flags.workers ?? defaultWorkers(), limit: flags.limit, progress: progress.update });
    const report = makeReport({
      model: configuration.name, version: SYNAPTILE_VERSION, seed: flags.seed, target, timesteps: configuration.timesteps, bits: configuration.bits,
      result, labels: null, reference: null, mapping: summariseMapping(configuration, target), calibration: null,
      timing: { compile_s, simulate_s: seconds() - compile_s, peakMemory_MB: 0, passes_s: {} }, passStatistics: passes, diagnostics,
    });
    const spikeCounts = String(passes.find(({ pass }) => pass === 'partition')!.statistics.spikeCounts);
    return { point: { mapper: name, summary, costs: costsOf(report), traffic: trafficOf(placed!, target), diagnostics, compile_s }, configuration, spikeCounts };
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    return { point: { mapper: name, summary, costs: null, traffic: null, diagnostics: error.diagnostics, compile_s: seconds() }, configuration: null, spikeCounts: null };
  }
}

function trafficOf({ clustered, coreOf }: Placed, target: Target): MappedTraffic {
  const { unrolled, clusterOf, clusterCount, profile } = clustered;
  const flows = clusterFlowsOf(axonGraphOf(unrolled, target, profile), clusterOf, clusterCount);
  const { offsets } = flows.clusters;
  return {
    messagesBetweenCores: flows.messages.reduce((sum, messages, flow) => sum + messages * (offsets[flow + 1]! - offsets[flow]!), 0),
    hops: flowHops(flows, coreOf, target.mesh), leastHops: hopBound(flows, target.mesh), asplos: asplosMetrics(flows, coreOf, target.mesh),
  };
}

function boundsOf(unrolled: Unrolled, { target, profileOf }: PassContext): MappingBounds {
  const graph = axonGraphOf(unrolled, target!, profileOf(unrolled.network) ?? estimatedProfile(unrolled.network));
  const { cores, leaving } = lowerBounds(graph, limitsOfCore(target!));
  return { cores, messagesBetweenCores: leaving };
}

async function write(comparison: MappingComparison, chosen: Configuration, { json, html, output }: Flags): Promise<void> {
  const text = `${JSON.stringify(comparison, null, 2)}\n`;
  if (output !== undefined) writeAtomically(output, printStage(chosen));
  if (typeof json === 'string' && json !== '-') writeAtomically(json, text);
  if (html !== undefined) writeAtomically(html, await (await import('../report/comparison/page.ts')).renderComparisonPage(comparison));
  process.stdout.write(json === true || json === '-' ? text : renderComparison(comparison, colourful(process.stdout)));
}
