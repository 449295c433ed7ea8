import { lowerBounds } from '../../passes/5-partition/bounds.ts';
import { limitsOfCore } from '../../passes/5-partition/cluster-loads.ts';
import { mapperNamed, MAPPERS, type Mapper } from '../../passes/mappers.ts';
import { loadNonIdealities, loadTarget } from '../../targets/load.ts';
import { compile, compileInTurns, verify, type CompileOptions as PassOptions, type PassRecord } from '../compile.ts';
import { DiagnosticError, fail } from '../diagnostics/diagnostic.ts';
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
import type { Target } from '../ir/target.ts';
import type { Unrolled } from '../ir/unrolled.ts';
import { compareMappings, costsOf, type MappedTraffic, type MappingBounds, type MappingComparison, type MappingPoint } from '../report/comparison/compare.ts';
import { summariseMapping } from '../report/mapping.ts';
import { makeReport } from '../report/report.ts';
import { describeUnrolling } from '../report/unrolling.ts';
import { defaultWorkers, simulate } from '../simulate/simulate.ts';
import { checkOptions } from './check-options.ts';
import { withDataTimesteps, type CompileOptions } from './compile.ts';
import { passOptionsOf } from './compile-options.ts';
import { firstSamples, openSamples, randomDataset } from './data.ts';
import { DEFAULTS } from './defaults.ts';
import { withStageFile, withTimesteps, type Model } from './model.ts';
import { observing, type Observer } from './observer.ts';
import { profiler } from './profile.ts';
import { measureUnrollLoss, withSide } from './unroll-loss.ts';
import { VERSION } from './version.ts';

/** Options of `compile` but the mapper, and those of a simulation. */
export interface CompareMappersOptions extends Omit<CompileOptions, 'mapper' | 'mapping' | 'stopAfter' | 'nonIdealities' | 'verifyEach' | 'onStage'> {
  /** Names of strategies, see `MAPPERS`. Default: all. */
  readonly mappers?: readonly string[];
  /** Samples that are simulated. Default 8. */
  readonly limit?: number;
  /** Threads; never changes the result. Default: one a core. */
  readonly workers?: number;
}

/** Mappings side by side, and the configuration of the chosen one. */
export interface ComparedMappers {
  readonly comparison: MappingComparison;
  readonly configuration: Configuration;
}

/**
 * Maps one network by several strategies and puts what they cost side by side. A strategy that fails is a row of its own.
 * Without `data` samples are drawn from the seed.
 * @throws DiagnosticError as `compile`; where every strategy fails, with what all of them say
 */
export async function compareMappers(model: Model, options: CompareMappersOptions): Promise<ComparedMappers> {
  checkOptions('compareMappers', options);
  const observer = observing(options);
  const { data: given = null, seed = DEFAULTS.seed, limit = DEFAULTS.mappingSamples, workers = defaultWorkers(), calibrationSamples = DEFAULTS.calibrationSamples } = options;
  const mappers = mappersNamed(options.mappers);
  const passOptions = passOptionsOf(options);
  const { target, diagnostics } = loadTarget(options.target, options.chips, options.technology);
  const stage = withDataTimesteps(withTimesteps(model.stage, options.timesteps), given ?? undefined);
  observer.tell(diagnostics);
  withStageFile(model.file, () => verify(stage, target));
  const named = typeof options.calibrate === 'string' ? await openSamples(options.calibrate, options, stage, calibrationSamples) : options.calibrate ?? null;
  const context: PassContext = {
    target, seed, progress: observer.update,
    // Samples over time calibrate nothing.
    calibration: named ?? (given && given.timesteps === null && options.calibrate !== null ? firstSamples(given, calibrationSamples) : null),
    profileOf: (network) => profiler(named, model.spikes, given ?? randomDataset(network, seed))(network),
  };
  const { unrolled, quantised, passes } = unrolledAt(stage, passOptions, context, observer, model.file);
  const data = firstSamples(given ?? randomDataset(networkIn(unrolled), seed), limit);
  const sides = { quantised, unrolled: unrolledOf(unrolled) };
  const loss = given && await measureUnrollLoss(sides, passes, data, data.labels, { limit: data.count, workers }, observer);
  const made: Mapped[] = [];
  for (const mapper of mappers) made.push(await mapBy(mapper, unrolled, passOptions, context, data, { seed, workers, limit }, observer));
  observer.stop();
  const points = made.map(({ point }) => point);
  if (points.every(({ costs }) => costs === null)) throw new DiagnosticError(points.flatMap((point) => point.diagnostics));
  const objective = options.objective ?? DEFAULTS.objective;
  const comparison: MappingComparison = {
    schema: 'synaptile-map/1', version: VERSION, model: networkIn(unrolled).name, target: target.name, seed, samples: data.count,
    data: given && given.file, objective, unrolling: describeUnrolling(sides.unrolled!.mode, passes, loss), spikeCounts: made.map(({ spikeCounts }) => spikeCounts).find((text) => text !== null) ?? 'not known', ...compareMappings(points, objective),
    bounds: boundsOf(unrolledOf(unrolled)!, context),
  };
  return { comparison, configuration: made.find(({ point }) => point.mapper === comparison.chosen)!.configuration! };
}

/** Strategies by their names, each once; all of them where none is named. @throws DiagnosticError as `mapperNamed` */
export function mappersNamed(names: readonly string[] | undefined): readonly Mapper[] {
  return names === undefined ? MAPPERS : [...new Set(names)].map((name) => mapperNamed(name));
}

/** The stage that all mappers begin with. */
function unrolledAt(stage: Stage, options: PassOptions, context: PassContext, observer: Observer, model: string): { readonly unrolled: Stage; readonly quantised: Network | null; readonly passes: readonly PassRecord[] } {
  if (unrolledOf(stage) !== null) return { unrolled: unrolledOf(stage)!, quantised: null, passes: [] };
  if (!isNetwork(stage)) return fail('S709', { from: stage.stage, wanted: 'mapping begins with a network or an unrolled stage' }, { file: model });
  let sides = withSide({ quantised: null, unrolled: null }, stage);
  const { output, diagnostics, passes } = compile(stage, { ...options, stopAfter: 'unrolled' }, context, { onPass: (pass) => observer.start(`compiling: ${pass}`), onStage: (made) => { sides = withSide(sides, made); } });
  observer.tell(diagnostics);
  return { unrolled: output, quantised: sides.quantised, passes };
}

function networkIn(unrolled: Stage): Network {
  return unrolledOf(unrolled)!.network;
}

interface RunChoices {
  readonly seed: number;
  readonly workers: number;
  readonly limit: number;
}

interface Mapped {
  readonly point: MappingPoint;
  readonly configuration: Configuration | null;
  readonly spikeCounts: string | null;
}

/** One strategy: mapped, simulated, priced. A strategy that fails is a row of its own, the others go on. */
async function mapBy(mapper: Mapper, unrolled: Stage, options: PassOptions, context: PassContext, data: Dataset, run: RunChoices, observer: Observer): Promise<Mapped> {
  const { name, summary, partitioner, placer } = mapper;
  const started = performance.now();
  const seconds = (): number => (performance.now() - started) / 1000;
  try {
    const mapped = { ...options, partition: { ...options.partition, partitioner }, place: { ...options.place, placer } };
    let placed: Placed | null = null;
    const { output, diagnostics, passes } = await compileInTurns(unrolled, mapped, context, observer.searching, { onPass: (pass) => observer.start(`${name}: ${pass}`), onStage: (stage) => { placed = placedOf(stage) ?? placed; } });
    observer.tell(diagnostics.filter(({ code }) => code === 'S841'));
    const compile_s = seconds();
    const configuration = output as Configuration;
    observer.start(`${name}: simulating`);
    const target = context.target!;
    const result = await simulate(configuration, target, data, { nonIdealities: loadNonIdealities('ideal', target), seed: run.seed, trial: 0, workers: run.workers, limit: run.limit, progress: observer.update });
    const report = makeReport({
      model: configuration.name, version: VERSION, seed: run.seed, target, timesteps: configuration.timesteps, bits: configuration.bits,
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
