import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { CalibrationRecord } from '../ir/calibration.ts';
import type { WeightLevels } from '../ir/levels.ts';
import type { NeuronCircuit } from '../ir/neuron-circuit.ts';
import type { NonIdealities } from '../ir/non-idealities.ts';
import type { NeuronFeature, Target } from '../ir/target.ts';
import type { UnrollMode } from '../ir/unrolled.ts';
import type { AblationRuns } from '../simulate/ablation.ts';
import type { SimulationResult } from '../simulate/result.ts';
import type { CircuitCalibration } from './circuit-calibration.ts';
import type { MitigationReport } from './mitigations.ts';
import type { OwnShares } from './population-shares.ts';
import type { UnrollingLoss } from './unrolling.ts';

/** Everything a report is made of; at least one sample and one timestep. */
export interface ReportInput {
  readonly model: string;
  readonly version: string;
  readonly seed: number;
  readonly target: Target;
  readonly timesteps: number;
  readonly bits: number;
  readonly result: SimulationResult;
  /** All chips, `result` the first of them; absent for that one alone. */
  readonly chips?: readonly SimulationResult[];
  /** What other sets of non-idealities predict; null or absent where that was not asked for. */
  readonly ablation?: AblationRuns | null;
  /** Absent: none. */
  readonly nonIdealities?: NonIdealities;
  /** What somas are made of; null or absent: they are as the network says. */
  readonly circuit?: NeuronCircuit | null;
  /** What fitting that circuit did; null or absent where it was not asked for. */
  readonly circuitCalibration?: CircuitCalibration | null;
  /** What is done about non-idealities; null or absent where nothing is. */
  readonly mitigations?: MitigationReport | null;
  /** Class of each sample; null when the user gave none. */
  readonly labels: Int32Array | null;
  /** What the float network says about the same samples; null when it was not run. */
  readonly reference: { readonly predictions: Int32Array } | null;
  readonly mapping: MappingSummary;
  /** How neurons with more inputs than the fan-in were unrolled, and what that lost; absent where the configuration was made elsewhere. */
  readonly unrolling?: { readonly mode: UnrollMode; readonly loss: UnrollingLoss | null };
  /** As the configuration carries it; null or absent where nothing was calibrated. */
  readonly calibration?: CalibrationRecord | null;
  /** All that differs between two runs of the same command. */
  readonly timing: {
    readonly compile_s: number;
    readonly simulate_s: number;
    readonly peakMemory_MB: number;
    readonly passes_s: Readonly<Record<string, number>>;
  };
  readonly passStatistics: readonly PassStatistics[];
  readonly diagnostics: readonly Diagnostic[];
}

/** How the network lies on the chip. */
export interface MappingSummary {
  readonly coresUsed: number;
  readonly coresTotal: number;
  readonly crossbarsUsed: number;
  readonly crossbarsTotal: number;
  readonly tilesUsed: number;
  readonly synapses: number;
  /** Cell pairs that hold a synapse. */
  readonly cellsUsed: number;
  readonly neurons: number;
  readonly columnsUsed: number;
  /** Cells that each weight was mapped in, and how they lie in a core; absent where a weight is in one. Crossbars, columns and cells in use, and the demand, are those of all. */
  readonly cellsOfWeight?: { readonly cells: number; readonly lie: 'arrays' | 'columns' };
  readonly perPopulation: readonly PopulationMapping[];
  readonly perProjection: readonly ProjectionLevels[];
  /** What neurons do beyond leaking and resetting, whose update is the one that targets price. */
  readonly neuronFeatures: readonly NeuronFeature[];
  /** The worst core for every limit of the target. */
  readonly demand: readonly Demand[];
  /** Inputs of the column that has most; absent where that is not known. */
  readonly fanIn?: number;
  readonly placement: readonly PlacedCore[];
  readonly synapticOperations: {
    /** Weight x activation pairs of one inference, zeros included, over all timesteps. */
    readonly dense: number;
    /** Share of weights that are zero. */
    readonly connectionSparsity: number;
  };
}

export interface PopulationMapping {
  readonly name: string;
  readonly neurons: number;
  readonly synapses: number;
  readonly cores: number;
  /** Its share of what is in use, where several populations share a crossbar, core or tile; absent where that is not known. */
  readonly inUse?: OwnShares;
}

/** Which levels the weights of a projection have. */
export interface ProjectionLevels extends WeightLevels {
  readonly projection: string;
}

export interface Demand {
  readonly limit: string;
  readonly used: number;
  readonly available: number;
  /** That core; null where none is in use. Like the rest absent where cores are not told apart. */
  readonly core?: number | null;
  /** Over the cores in use. */
  readonly mean?: number;
  /** Cores of which this is the tightest limit. */
  readonly tightestIn?: number;
}

/** A core in use. */
export interface PlacedCore {
  readonly core: number;
  readonly x: number;
  readonly y: number;
  /** The population with most neurons here. */
  readonly population: string;
  /** Share of the tightest limit, 0..1. */
  readonly load: number;
}

export interface PassStatistics {
  readonly pass: string;
  readonly statistics: Readonly<Record<string, number | string>>;
}
