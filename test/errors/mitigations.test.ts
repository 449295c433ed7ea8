import { describe, expect, test } from 'vitest';
import { checkMitigations, parseMitigations, withFewerTimesteps } from '../../src/library/mitigations.ts';
import { DiagnosticError, type Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import type { Configuration } from '../../src/ir/configuration.ts';
import { MITIGATIONS, NO_MITIGATIONS } from '../../src/ir/mitigations.ts';
import { IDEAL, type NonIdealities } from '../../src/ir/non-idealities.ts';
import { loadTarget } from '../../targets/load.ts';
import { CURRENT, dense, integrateAndFire, network, noiseSamples, population } from '../ir/build.ts';
import { loihiNeuron } from '../ir/neurons.ts';
import { configured } from '../simulate/engine/configured.ts';

function findingsOf(work: () => unknown): readonly Diagnostic[] {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(DiagnosticError);
    return (error as DiagnosticError).diagnostics;
  }
  return [];
}

describe('what is asked for', () => {
  test('names, and numbers where they take one', () => {
    expect(parseMitigations('pairs, remap,recalibration=250,pre-compensation')).toEqual({
      ...NO_MITIGATIONS, pairs: {}, remap: {}, recalibration: { samples: 250 }, preCompensation: { share: 0 },
    });
  });

  test('every mitigation can be asked for', () => {
    const all = parseMitigations(MITIGATIONS.map(({ name, number }) => (number?.default === null ? `${name}=4` : name)).join(','));
    expect(Object.values(all).every((one) => one !== null)).toBe(true);
  });

  test.each([
    ['recalibraton', 'S846', 'there is no mitigation recalibraton; did you mean recalibration?'],
    ['wizardry', 'S846', 'there is no mitigation wizardry'],
    ['', 'S846', 'there is no mitigation (none)'],
    ['pairs=3', 'S847', 'the mitigation pairs takes no number'],
    ['timesteps', 'S847', 'the mitigation timesteps needs a number: timesteps'],
    ['recalibration=0', 'S847', 'the mitigation recalibration takes a whole number (calibration samples) from 1 to 100000, not 0'],
    ['recalibration=2.5', 'S847', 'the mitigation recalibration takes a whole number (calibration samples) from 1 to 100000, not 2.5'],
    ['recalibration=', 'S847', 'the mitigation recalibration takes a whole number (calibration samples) from 1 to 100000, not nothing'],
    ['pre-compensation=2', 'S847', 'the mitigation pre-compensation takes a number (share of the wanted weights, 0: as much as can be reached) from 0 to 1, not 2'],
    ['spare-columns=NaN', 'S847', 'the mitigation spare-columns takes a whole number (most spare columns a crossbar) from 1 to 65536, not NaN'],
  ])('%s: %s', (text, code, message) => {
    expect(findingsOf(() => parseMitigations(text))).toMatchObject([{ code, message }]);
  });

  test('everything that is wrong at once', () => {
    expect(findingsOf(() => parseMitigations('pear,pairs=1,gain,timesteps')).map(({ code }) => code)).toEqual(['S846', 'S847', 'S847']);
  });
});

describe('what is asked for on a chip', () => {
  const source = (neuron: Parameters<typeof population>[2]) => ({ ...network([population('x', [4], CURRENT), population('y', [2], neuron)], [dense('x', 'y', [[1, 0, 1, 0], [0, 1, 0, 1]])], { timesteps: 8 }), stage: 'spiking' as const });
  const { configuration } = configured(source(integrateAndFire()), loadTarget('rram-128').target, noiseSamples([4], 8));
  const real: NonIdealities = { ...IDEAL, stuckCells: { off: 0.01, on: 0.01 }, wires: { driver_ohm: 1, wireRow_ohm: 1, wireCol_ohm: 1, sense_ohm: 1 } };
  const check = (text: string, effects: NonIdealities, calibrated = true, chip: Configuration = configuration): readonly Diagnostic[] => checkMitigations(parseMitigations(text), effects, chip, calibrated);

  test('recalibration needs samples', () => {
    expect(findingsOf(() => check('recalibration', real, false))).toMatchObject([{ code: 'S848', severity: 'error' }]);
    expect(check('recalibration,gain,pairs,pre-compensation', real)).toEqual([]);
  });

  test('no more timesteps than there are', () => {
    expect(findingsOf(() => check('timesteps=9', real))).toMatchObject([{ code: 'S847', message: 'the mitigation timesteps takes from 1 to the 8 timesteps that the configuration was made for, not 9' }]);
    expect(withFewerTimesteps(configuration, parseMitigations('timesteps=3')).timesteps).toBe(3);
  });

  test('mitigations of what is off', () => {
    const found = check('remap,spare-columns,flip,pairs,line-order,pre-compensation,gain,recalibration', IDEAL);
    expect(found.map(({ code, severity, message }) => `${severity} ${code} ${message.split(' ')[2]}`)).toEqual(
      ['remap', 'spare-columns', 'flip', 'pairs', 'line-order', 'pre-compensation', 'gain', 'recalibration'].map((name) => `warning S849 ${name}`));
    expect(found[0]!.message).toBe('the mitigation remap does nothing here: no devices are stuck');
  });

  test('neurons that compute in whole numbers', () => {
    const loihi = { ...configuration, populations: configuration.populations.map((one) => (one.kind === 'neurons' ? { ...one, neuron: loihiNeuron() } : one)) };
    expect(check('gain', real, true, loihi)).toMatchObject([{ code: 'S869', severity: 'warning', message: 'the neurons of y compute in whole numbers: gain cannot tune them, and they stay as they are' }]);
    expect(check('pairs', real, true, loihi)).toEqual([]);
  });
});
