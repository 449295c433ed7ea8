/**
 * Circuits that a soma can be made of, as data: what they do to the ideal integrate-and-fire step, and what they cost. Magnitude 0 of every imperfection is the ideal neuron.
 * The laws are functions of `src/simulate/neuron/`.
 */
export type NeuronCircuit = IdealCircuit | VoltageDomainCircuit | TimeDomainCircuit | PhaseDomainCircuit;

interface CircuitBase {
  readonly name: string;
  readonly summary: string;
  /** Where the law and its parameters come from, and what is not known about them. */
  readonly papers: readonly string[];
  readonly energy: CircuitEnergy;
}

/** Each cost on its own, with its source; null where nobody published it: a named gap of the report, never zero. */
export interface CircuitEnergy {
  readonly spike_J: CircuitCost | null;
  readonly synapticOperation_J: CircuitCost | null;
  readonly static_W: CircuitCost | null;
}

export interface CircuitCost {
  readonly value: number;
  readonly source: string;
  /** What the figure includes, such as `neuron without synapse`. */
  readonly scope: string;
  readonly evidence: 'silicon' | 'simulated' | 'derived' | 'assumed';
}

/** The neuron of the network as it stands. */
export interface IdealCircuit extends CircuitBase {
  readonly kind: 'ideal';
}

/**
 * Charge on a membrane capacitor, moved by current mirrors whose current falls as the headroom shrinks. With V = reset + v (threshold - reset), v the potential in units of the
 * threshold, one timestep adds P (sum of positive drive) and N (of negative) in `subSteps` equal parts:
 *
 *     V <- clip(V + (P up(V) - N down(V)) / subSteps, 0, supply)
 *     up(V)   = max(0, 1 - V / earlyUp) (1 - e^(-(supply - V) / knee))              divided by its value at mid-swing
 *     down(V) = max(0, 1 - (supply - V) / earlyDown) (1 - e^(-V / knee))            law `mirror`: the up step reflected
 *             = (1 + V / earlyDown) (1 - e^(-V / knee))                            law `weak-headroom`
 *
 * Reset is hard, to reset_V: the circuit has no subtraction.
 */
export interface VoltageDomainCircuit extends CircuitBase {
  readonly kind: 'voltage-domain';
  readonly supply_V: number;
  readonly reset_V: number;
  readonly threshold_V: number;
  /** Where the linear part of the step extrapolates to 0. */
  readonly earlyUp_V: number;
  readonly earlyDown_V: number;
  /** Headroom below which a mirror leaves saturation. */
  readonly knee_V: number;
  readonly down: 'mirror' | 'weak-headroom';
  readonly subSteps: number;
  /** Relative standard deviation of a neuron's step, both branches together; drawn once a chip. */
  readonly stepMismatch: number;
  /** Standard deviation of a neuron's threshold, in units of the swing; drawn once a chip. */
  readonly thresholdMismatch: number;
}

/**
 * State is the phase phi of an oscillator that spikes detune: linear, resets by subtracting a turn. In thresholds, one timestep:
 *
 *     phi  = phi + (1 + mismatch) X + drift + noise
 *     n    = floor((phi + offset) taps) / taps >= 1          phi >= 1 without taps
 *     phi  = phi - n
 */
export interface TimeDomainCircuit extends CircuitBase {
  readonly kind: 'time-domain';
  /** Relative standard deviation of a neuron's oscillator gain; drawn once a chip. */
  readonly frequencyMismatch: number;
  /** Standard deviation of the phase's random walk in one timestep, in thresholds. */
  readonly phaseNoise: number;
  /**
   * Phases that a turn (one threshold) is told apart in; null: any. The comparison sees the phase rounded down, the state keeps it. An oscillator stands anywhere between two taps
   * when it starts: `offset`, drawn once a chip from 0 .. 1 / taps.
   */
  readonly taps: number | null;
  /** Phase that runs on its own in one timestep, in thresholds. */
  readonly drift: number;
}

/** A first-spike neuron whose membrane is a phase: errors of its spike time, in units of tau. */
export interface PhaseDomainCircuit extends CircuitBase {
  readonly kind: 'phase-domain';
  /** Spike times are rounded up to multiples of this; 0: any. */
  readonly timeGrid: number;
  /** Standard deviation of a spike time, drawn at every spike. */
  readonly jitter: number;
  /** Relative standard deviation of a neuron's threshold; drawn once a chip. */
  readonly thresholdMismatch: number;
}

/** The circuit of a chip's somas, and how it is set up. */
export interface SomaCircuit {
  readonly circuit: NeuronCircuit;
  /** By population of the configuration, null for inputs; null: as the network says, everywhere. Used by voltage-domain circuits. */
  readonly settings: readonly (SomaSetting | null)[] | null;
}

/** What a designer chooses for the somas of a population, once for all chips; 1, 1, the initial potential of the network and 0 are as the network says. */
export interface SomaSetting {
  /** Factors on positive and on negative drive: the sizes of the two mirrors. */
  readonly up: number;
  readonly down: number;
  /** Potential before the first step, in units of the swing; null: of the network. */
  readonly initial: number | null;
  /** Added to the threshold of each channel, in units of the swing. */
  readonly trims: Float32Array | null;
}
