import { compile, DEFAULT_OPTIONS, type CompileOptions } from '../../src/compile.ts';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import type { Clustered } from '../../src/ir/clustered.ts';
import type { Configuration } from '../../src/ir/configuration.ts';
import type { Network } from '../../src/ir/network.ts';
import type { Placed } from '../../src/ir/placed.ts';
import type { Routed } from '../../src/ir/routed.ts';
import type { Stage, StageName } from '../../src/ir/stage.ts';
import type { CoreLimits, Target } from '../../src/ir/target.ts';
import type { Unrolled } from '../../src/ir/unrolled.ts';
import { loadTarget } from '../../targets/load.ts';
import { integrateAndFire, noise, population, SPIKES } from '../ir/build.ts';
import { contextWith } from './context.ts';

/** A core without any limit but those given. */
export function core(limits: Partial<CoreLimits>): CoreLimits {
  return { neurons: null, axonsIn: null, axonsOut: null, synapseMemory_bits: null, crossbars: null, ...limits };
}

/** rram-128 with changes: a column per neuron, multicast, one 128 x 128 crossbar a core, 32 x 32 cores. */
export function targetWith(changes: Partial<Target> = {}): Target {
  return { ...loadTarget('rram-128').target, ...changes };
}

/** A target of this fan-in whose cores have no other limit. */
export function fanInOf(fanIn: number): Target {
  return targetWith({ fanIn, core: core({}) });
}

/** Every stage from unrolled to configuration, each verified by `compile`. */
export interface Stages {
  readonly unrolled: Unrolled;
  readonly clustered: Clustered;
  readonly placed: Placed;
  readonly routed: Routed;
  readonly configuration: Configuration;
  readonly statistics: Readonly<Record<string, number | string>>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Compiles to `stopAfter`; later stages are undefined then. */
export function lower(network: Network, target: Target, options: Partial<CompileOptions> = {}): Stages {
  const stages: Partial<Record<StageName, Stage>> = {};
  const { passes, diagnostics } = compile(network, { ...DEFAULT_OPTIONS, ...options }, contextWith(null, target), { onStage: (stage) => { stages[stage.stage] = stage; } });
  return { ...stages, statistics: Object.assign({}, ...passes.map(({ statistics }) => statistics)) as Stages['statistics'], diagnostics } as Stages;
}

/** Integrate-and-fire neurons. */
export function neurons(name: string, shape: readonly number[]) {
  return population(name, shape, integrateAndFire());
}

/** Spiking inputs. */
export function spikes(name: string, shape: readonly number[]) {
  return population(name, shape, SPIKES);
}

/** Rows of noise that are the same every time. */
export function matrix(rows: number, columns: number): number[][] {
  const values = noise(rows * columns);
  return Array.from({ length: rows }, (_, row) => values.slice(row * columns, (row + 1) * columns));
}
