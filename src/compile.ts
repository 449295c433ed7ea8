import { fold, type FoldOptions } from '../passes/1-fold/fold.ts';
import { convert, type ConvertOptions } from '../passes/2-convert/convert.ts';
import { quantise, type QuantiseOptions } from '../passes/3-quantise/quantise.ts';
import { unroll, type UnrollOptions } from '../passes/4-unroll/unroll.ts';
import { partitionAsGiven } from '../passes/5-partition/as-given.ts';
import { partition, type PartitionOptions } from '../passes/5-partition/partition.ts';
import { placeAsGiven } from '../passes/6-place/as-given.ts';
import { place, type PlaceOptions } from '../passes/6-place/place.ts';
import { route, type RouteOptions } from '../passes/7-route/route.ts';
import { configure } from '../passes/8-configure/configure.ts';
import { DiagnosticError, stopOnErrors, type Diagnostic } from './diagnostics/diagnostic.ts';
import { reserveCells } from './ir/cell-bits.ts';
import { verifyClustered, type Clustered } from './ir/clustered.ts';
import { verifyConfiguration, type Configuration } from './ir/configuration.ts';
import type { GivenMapping } from './ir/given-mapping.ts';
import type { Network } from './ir/network.ts';
import type { Pass, PassContext, PassResult } from './ir/pass.ts';
import { verifyPlaced, type Placed } from './ir/placed.ts';
import { verifyRouted, type Routed } from './ir/routed.ts';
import { finish, finishInTurns, type Search } from './ir/search.ts';
import { innerStageOf, networkOf, STAGE_NAMES, type Stage, type StageName } from './ir/stage.ts';
import type { Target } from './ir/target.ts';
import type { Unrolled } from './ir/unrolled.ts';
import { verifyUnrolled } from './ir/verify-unrolled.ts';
import { verifyNetwork } from './ir/verify-network.ts';

export interface CompileOptions {
  readonly convert: ConvertOptions;
  readonly quantise: QuantiseOptions;
  readonly unroll: UnrollOptions;
  readonly partition: PartitionOptions;
  readonly place: PlaceOptions;
  readonly route?: RouteOptions;
  /** A core for every neuron that the user gave, in place of partitioning and placement. */
  readonly mapping?: GivenMapping;
  /** Bits that a memory cell holds; the mapping leaves room for all cells of a weight. Left out: a cell holds a weight. */
  readonly cellBits?: number;
  /** Last stage to make; `configuration` for all. */
  readonly stopAfter: StageName;
}

export const DEFAULT_OPTIONS: CompileOptions = {
  convert: { thresholds: 'mse', percentile: 99.9, samples: 1000, corrections: 'both', weights: 'fit', coding: 'current', readout: 'count', timesteps: 32, loss: 0.5 },
  quantise: { bits: null },
  unroll: { columns: 0 },
  partition: { partitioner: 'tiles' },
  place: { placer: 'force-directed', rounds: 100, budget_s: 2 },
  stopAfter: 'configuration',
};

/** The way of the data: each pass with its options and the verifier of what it makes. */
const PIPELINE: readonly Step[] = [
  step<Network, Network, FoldOptions>('folded', fold, () => ({}), verifyNetwork),
  step<Network, Network, ConvertOptions>('spiking', convert, (options) => options.convert, verifyNetwork),
  step<Network, Network, QuantiseOptions>('quantised', quantise, (options) => options.quantise, verifyNetwork),
  step<Network, Unrolled, UnrollOptions>('unrolled', unroll, ({ unroll: own, mapping }) => ({ ...own, ...(mapping && { given: mapping }) }), verifyUnrolled),
  step<Unrolled, Clustered, PartitionOptions>('clustered', partition, (options) => options.partition, verifyClustered, partitionAsGiven),
  step<Clustered, Placed, PlaceOptions>('placed', place, (options) => options.place, verifyPlaced, placeAsGiven),
  step<Placed, Routed, RouteOptions>('routed', route, (options) => options.route ?? {}, verifyRouted),
  step<Routed, Configuration, object>('configuration', configure, () => ({}), verifyConfiguration),
];

/** All passes in the order of the data. */
export const PASSES = PIPELINE.map(({ stage, pass }) => ({ stage, pass }));

export interface Compilation {
  readonly output: Stage;
  readonly diagnostics: readonly Diagnostic[];
  readonly passes: readonly PassRecord[];
}

/** What one pass did. */
export interface PassRecord {
  readonly pass: string;
  readonly stage: StageName;
  readonly time_s: number;
  readonly statistics: Readonly<Record<string, number | string>>;
}

/** Watches a compilation; called before each pass and with each verified stage. */
export interface CompileObserver {
  readonly onPass?: (pass: string) => void;
  readonly onStage?: (stage: Stage) => void;
}

/**
 * Lowers a stage to `options.stopAfter`, verifying every stage on the way.
 * @throws DiagnosticError with everything found so far when a pass or a verifier finds an error
 */
export function compile(from: Stage, options: CompileOptions, context: PassContext, observer: CompileObserver = {}): Compilation {
  return finish(lower(from, options, context, observer));
}

/**
 * The same for programs that have a user: between two steps of a search (of a placement) `stop` is called with how far it is, 0..1, and ends it where it
 * resolves to true. The best found so far is kept, and S841 says so.
 */
export function compileInTurns(
  from: Stage, options: CompileOptions, context: PassContext, stop: (fraction: number) => boolean | Promise<boolean>, observer: CompileObserver = {},
): Promise<Compilation> {
  return finishInTurns(lower(from, options, context, observer), stop);
}

function* lower(from: Stage, options: CompileOptions, context: PassContext, observer: CompileObserver): Search<Compilation> {
  const diagnostics: Diagnostic[] = [];
  const passes: PassRecord[] = [];
  let stage = from;
  try {
    diagnostics.push(...verify(from, context.target));
    const last = STAGE_NAMES.indexOf(options.stopAfter);
    let target = context.target;
    for (const { stage: name, pass, run, verify: check } of PIPELINE.slice(STAGE_NAMES.indexOf(from.stage), last)) {
      observer.onPass?.(pass.name);
      const started = performance.now();
      if (name === 'unrolled' || stage === from) target = withCells(context.target, stage, options);
      const result = yield* run(stage, options, { ...context, target });
      diagnostics.push(...result.diagnostics);
      stage = result.output;
      diagnostics.push(...stopOnErrors(check(stage, target)));
      passes.push({ pass: pass.name, stage: name, time_s: (performance.now() - started) / 1000, statistics: result.statistics });
      observer.onStage?.(stage);
    }
  } catch (error) {
    throw error instanceof DiagnosticError ? new DiagnosticError([...diagnostics, ...error.diagnostics]) : error;
  }
  return { output: stage, diagnostics, passes };
}

/** The target with room for all cells of a weight, from the stage on that says how many there are. */
function withCells(target: Target | null, stage: Stage, { cellBits }: CompileOptions): Target | null {
  const network = networkOf(stage);
  const known = STAGE_NAMES.indexOf(stage.stage) >= STAGE_NAMES.indexOf('quantised');
  return target && network && known && cellBits !== undefined ? reserveCells(target, network, cellBits) : target;
}

/** Verifies a stage and every stage inside it. @throws DiagnosticError when one has errors */
export function verify(stage: Stage, target: Target | null): readonly Diagnostic[] {
  const inner = innerStageOf(stage);
  const found = inner ? verify(inner, target) : [];
  const check = PIPELINE.find((candidate) => candidate.stage === stage.stage)?.verify ?? ((network: Stage) => verifyNetwork(network as Network));
  return [...found, ...stopOnErrors(check(stage, target))];
}

interface Step {
  readonly stage: StageName;
  readonly pass: Pick<Pass<never, Stage, object>, 'name' | 'summary'> & { readonly options: readonly { readonly name: string; readonly help: string; readonly default: string }[] };
  readonly run: (input: Stage, options: CompileOptions, context: PassContext) => Search<PassResult<Stage>>;
  readonly verify: (output: Stage, target: Target | null) => readonly Diagnostic[];
}

/** Forgets the types of a pass; the pipeline keeps stages in order, so each pass meets what it was declared for. `asGiven` runs in its place where the user gave a mapping. */
function step<Input extends Stage, Output extends Stage, Options>(
  stage: StageName, pass: Pass<Input, Output, Options>, optionsOf: (options: CompileOptions) => Options, verifier: (output: Output, target: Target) => readonly Diagnostic[],
  asGiven?: Pass<Input, Output, { readonly given: GivenMapping }>,
): Step {
  return {
    stage, pass,
    *run(input, options, context) {
      if (asGiven && options.mapping) return asGiven.run(input as Input, { given: options.mapping }, context);
      const own = optionsOf(options);
      return pass.search ? yield* pass.search(input as Input, own, context) : pass.run(input as Input, own, context);
    },
    verify: (output, target) => verifier(output as Output, target!),
  };
}
