import { describe, expect, test } from 'vitest';
import { DiagnosticError } from '../../../src/diagnostics/diagnostic.ts';
import type { Configuration } from '../../../src/ir/configuration.ts';
import { NO_MITIGATIONS, type Mitigations } from '../../../src/ir/mitigations.ts';
import type { Network } from '../../../src/ir/network.ts';
import type { NeuronCircuit } from '../../../src/ir/neuron-circuit.ts';
import { IDEAL, type NonIdealities } from '../../../src/ir/non-idealities.ts';
import { checkCircuit } from '../../../src/simulate/neuron/check-circuit.ts';
import { simulate } from '../../../src/simulate/simulate.ts';
import { loadTarget } from '../../../targets/load.ts';
import { CURRENT, dense, integrateAndFire, network, noise, noiseSamples, population } from '../../ir/build.ts';
import { configured } from '../engine/configured.ts';
import { timeDomain, voltageDomain } from './circuits.ts';

const RRAM = loadTarget('rram-128').target;
const VALUES = noiseSamples([6], 4);
const PHASE: NeuronCircuit = { ...timeDomain(), name: 'p', kind: 'phase-domain', timeGrid: 0, jitter: 0, thresholdMismatch: 0 };

function chip(...neurons: readonly Parameters<typeof integrateAndFire>[0][]): Configuration {
  const names = ['x', ...neurons.map((_, i) => `n${i}`)];
  const source: Network = {
    ...network([population('x', [6], CURRENT), ...neurons.map((changes, i) => population(`n${i}`, [6], integrateAndFire(changes)))],
      neurons.map((_, i) => dense(names[i]!, names[i + 1]!, Array.from({ length: 6 }, (__, row) => noise(6, row + i)))), { timesteps: 4 }),
    stage: 'spiking',
  };
  return configured(source, RRAM, VALUES).configuration;
}

function said(circuit: NeuronCircuit | null, configuration: Configuration, effects: Partial<NonIdealities> = {}, mitigations: Partial<Mitigations> = {}): readonly string[] {
  const lines = (found: DiagnosticError['diagnostics']): readonly string[] => found.map(({ code, message }) => `${code} ${message}`);
  try {
    return lines(checkCircuit(circuit, configuration, { ...IDEAL, ...effects }, { ...NO_MITIGATIONS, ...mitigations }));
  } catch (error) {
    if (error instanceof DiagnosticError) return lines(error.diagnostics);
    throw error;
  }
}

describe('what cannot be made of a circuit', () => {
  test('S970: neurons that do more than integrate and fire', () => {
    const found = said(timeDomain(), chip({}, { decay: 0.9 }, { refractory: 1 }, { lowest: -1 }, { reset: 'hard', resetValue: 0.2 }));
    expect(found).toEqual([
      'S970 the neurons of n2, n3 cannot be made of circuit phase: they are not plain integrate-and-fire neurons',
      'S970 the neurons of n1 cannot be made of circuit phase: they leak',
      'S970 the neurons of n4 cannot be made of circuit phase: they reset to another potential than 0',
    ]);
    expect(said(voltageDomain(), chip({ decay: 0.9 }, { decay: 0.9 }, { decay: 0.9 }, { decay: 0.9 }))[0]).toMatch(/neurons of n0, n1, n2 and 1 others/);
  });

  test('S971: circuits of another coding', () => {
    expect(said(PHASE, chip({}))).toEqual(['S971 circuit p (phase-domain) is not for a network that runs in timesteps']);
  });

  test('S972, S973: what acts on a difference that the chip never forms', () => {
    expect(said(voltageDomain(), chip({}), { adc: { bits: 8, range: 1 }, readNoise: { sigma: 0.1 }, stuckCells: { off: 0.1, on: 0 } }, { gain: {} })).toEqual([
      'S972 circuit mirrors cannot be combined with readNoise, adc', 'S973 circuit mirrors cannot be combined with gain',
    ]);
    expect(said(timeDomain(), chip({}), { adc: { bits: 8, range: 1 } }, { gain: {} })).toEqual([]);
    expect(said(null, chip({ decay: 0.9 }))).toEqual([]);
  });

  test('whoever simulates is told', async () => {
    const run = simulate(chip({ decay: 0.5 }), RRAM, VALUES, { nonIdealities: IDEAL, trial: 0, seed: 1, workers: 1, limit: null, progress: () => {}, circuit: { circuit: voltageDomain(), settings: null } });
    await expect(run).rejects.toThrow('S970');
  });
});

describe('what is only said', () => {
  test('S974: an output that never fires is read as it is', () => {
    const silent = chip({}, { threshold: 3.4028234663852886e38 });
    expect(said(voltageDomain(), silent)).toEqual(['S974 the neurons of n1 never fire: their potential is read as it is, not that of circuit mirrors']);
  });

  test('S975: a hard reset becomes a subtraction', () => {
    expect(said(timeDomain(), chip({ reset: 'hard' }))).toEqual(['S975 the neurons of n0 reset to one value, but those of circuit phase subtract their threshold']);
    expect(said(voltageDomain(), chip({ reset: 'hard' }))).toEqual([]);
  });
});

test('an output that never fires adds up what a voltage-domain chip sends it, of both signs', async () => {
  const configuration = chip({ threshold: 3.4028234663852886e38 });
  const membrane = { ...configuration, output: { ...configuration.output, readout: 'membrane' as const } };
  const outputs = async (circuit: NeuronCircuit | null) => (await simulate(membrane, RRAM, VALUES, { nonIdealities: IDEAL, trial: 0, seed: 1, workers: 1, limit: null, progress: () => {}, circuit: circuit && { circuit, settings: null } })).outputs;
  expect(await outputs(voltageDomain())).toEqual(await outputs(null));
});
