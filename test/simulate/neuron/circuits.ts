import type { TimeDomainCircuit, VoltageDomainCircuit } from '../../../src/ir/neuron-circuit.ts';

const UNPRICED = { spike_J: null, synapticOperation_J: null, static_W: null };
const base = (name: string) => ({ name, summary: 'for tests', papers: [], energy: UNPRICED });

export function voltageDomain(changes: Partial<VoltageDomainCircuit> = {}): VoltageDomainCircuit {
  return {
    ...base('mirrors'), kind: 'voltage-domain', supply_V: 0.9, reset_V: 0.25, threshold_V: 0.65, earlyUp_V: 0.88, earlyDown_V: 0.95, knee_V: 0.07, down: 'mirror', subSteps: 4,
    stepMismatch: 0, thresholdMismatch: 0, ...changes,
  };
}

export function timeDomain(changes: Partial<TimeDomainCircuit> = {}): TimeDomainCircuit {
  return { ...base('phase'), kind: 'time-domain', frequencyMismatch: 0, phaseNoise: 0, taps: null, drift: 0, ...changes };
}
