import type { Configuration } from '../../ir/configuration.ts';
import type { Network } from '../../ir/network.ts';
import { isTemporal, isTemporalConfiguration } from '../../ir/temporal.ts';
import type { Target } from '../../ir/target.ts';
import type { MeshRecord } from '../../simulate/mesh/mesh-record.ts';
import type { ReferenceResult } from '../../simulate/reference/run-reference.ts';
import type { PopulationPotentials, PopulationRaster, SimulationResult } from '../../simulate/result.ts';
import type { Latency } from '../latency.ts';
import { clockOfSteps, clockOfTimes, clockOnChip, type Clock } from './clock.ts';
import { workOf, type Work } from './work.ts';

/** What the first sample did, in time. */
export interface Trace {
  readonly model: string;
  /** Null without hardware. */
  readonly target: string | null;
  /** 1 in temporal networks, whose spikes have times of their own. */
  readonly timesteps: number;
  /** Length of a timestep of the network, s; null where it does not say. */
  readonly dt_s: number | null;
  readonly clock: Clock;
  /** In order of the numbers that packets know them by. */
  readonly populations: readonly string[];
  readonly raster: readonly PopulationRaster[];
  readonly potentials: readonly PopulationPotentials[];
  /** What cores do; null without hardware. */
  readonly work: Work | null;
  /** What links do; null where packets were not simulated cycle by cycle. */
  readonly mesh: MeshRecord | null;
  /** Tiles in a row of the mesh. */
  readonly meshWidth: number;
  readonly coresPerTile: number;
}

/** A simulation on a chip, as its report times it. */
export interface ChipRun {
  readonly configuration: Configuration;
  readonly target: Target;
  readonly result: SimulationResult;
  readonly latency: Latency;
}

export function traceOfChip({ configuration, target, result, latency }: ChipRun): Trace {
  const { name, timesteps, dt_s, tau_s = null } = configuration;
  const temporal = isTemporalConfiguration(configuration);
  const mesh = result.network?.record ?? null;
  const work = temporal ? null : workOf(target.timing, result.ledger);
  return {
    model: name, target: target.name, timesteps, dt_s, clock: temporal ? clockOfTimes(result.raster, tau_s) : clockOnChip({ timing: target.timing, latency, work: work!, mesh, timesteps }),
    populations: configuration.populations.map((one) => one.name), raster: result.raster, potentials: result.potentials ?? [], work, mesh, meshWidth: target.mesh.width, coresPerTile: target.mesh.coresPerTile,
  };
}

/** A run of the reference interpreter: no chip, so no cores, links or packets. */
export function traceOfNetwork(network: Network, timesteps: number, { raster, potentials }: ReferenceResult): Trace {
  const { name, dt_s, tau_s = null } = network;
  return {
    model: name, target: null, timesteps, dt_s, clock: isTemporal(network) ? clockOfTimes(raster, tau_s) : clockOfSteps(timesteps, dt_s),
    populations: network.populations.map((one) => one.name), raster, potentials, work: null, mesh: null, meshWidth: 1, coresPerTile: 1,
  };
}
