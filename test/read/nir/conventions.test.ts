import { describe, expect, it } from 'vitest';
import type { IntegrateAndFire } from '../../../src/ir/network.ts';
import { chainFile, nirFile, outputOf, read, values, type Value } from './files.ts';

const LIF = { type: 'LIF', tau: 1e-3, r: 10, v_leak: 0, v_threshold: 1, v_reset: 0.25 };
const CUBA = { type: 'CubaLIF', tau_syn: 2e-4, tau_mem: 2e-4, r: 2, v_leak: 0, v_threshold: 1, w_in: 2 };
const one = (node: Value): Promise<string> => chainFile([1], { n: node });

async function neuronRead(node: Value, ...assume: readonly string[]): Promise<IntegrateAndFire> {
  const { network } = await read(await one(node), ...assume);
  return network.populations.find(({ name }) => name === 'n')!.neuron as IntegrateAndFire;
}

describe('what NIR leaves open', () => {
  it('is read literally where nothing is said', async () => {
    expect(await neuronRead(LIF)).toMatchObject({
      kind: 'lif', decay: { tau_s: 1e-3, rule: 'euler' }, gain: { resistance: 10 }, threshold: 1, compare: '>', reset: 'hard', resetValue: 0.25, resetDelay: 0, spikesPerStep: 1,
    });
    expect(await neuronRead(CUBA)).toMatchObject({ synapse: { decay: { tau_s: 2e-4 }, gain: { resistance: 2 }, order: 'current-first' }, resetValue: 0 });
    expect((await read(await one(LIF))).network.dt_s).toBe(1e-4);
  });

  it('every reset gives the spikes of its equation', async () => {
    const file = await one({ ...LIF, tau: 2e-4, r: 2 });
    const spikes = async (...assume: readonly string[]): Promise<readonly number[]> => outputOf((await read(file, ...assume)).network, [1, 1, 1, 1, 1, 1], 6);
    // decay 0.5, gain 1: v = 1 (no spike at > 1), 1.5 (spike) ...
    expect(await spikes()).toEqual([0, 1, 1, 1, 1, 1]);
    expect(await spikes('comparator=>=')).toEqual([1, 1, 1, 1, 1, 1]);
    expect(await spikes('reset=subtract')).toEqual([0, 1, 1, 1, 1, 1]);
    expect(await spikes('reset=subtract-delayed')).toEqual([0, 1, 0, 1, 0, 1]);
    expect(await spikes('reset=none')).toEqual([0, 1, 1, 1, 1, 1]);
    expect(await spikes('dt=2e-4')).toEqual([1, 1, 1, 1, 1, 1]);
    // Keeps e^-0.5 = 0.6065 and adds 2 (1 - 0.6065) = 0.787: 0.787, 1.264, reset to 0.25, 0.939, 1.356.
    expect(await spikes('decay=exp')).toEqual([0, 1, 0, 1, 0, 1]);
  });

  it('several spikes a timestep, and the order of current and membrane', async () => {
    const file = await one({ type: 'IF', r: 1e4, v_threshold: 1 });
    expect(outputOf((await read(file, 'reset=subtract', 'spikes=floor')).network, [3.5, 0.5, 0], 3)).toEqual([3, 1, 0]);
    const cuba = await one(CUBA);
    expect(outputOf((await read(cuba)).network, [2, 0, 0], 3)).toEqual([1, 0, 0]);
    expect(outputOf((await read(cuba, 'order=potential-first')).network, [2, 0, 0], 3)).toEqual([0, 1, 0]);
  });

  it('what enters the inputs', async () => {
    const coding = async (...assume: readonly string[]): Promise<unknown> => (await read(await one(LIF), ...assume)).network.populations[0]!.neuron;
    expect(await coding()).toEqual({ kind: 'input', coding: 'current' });
    expect(await coding('input=spikes')).toEqual({ kind: 'input', coding: 'spikes' });
    expect(await coding('input=rate')).toEqual({ kind: 'input', coding: 'rate' });
    expect(await coding('input=latency')).toEqual({ kind: 'input', coding: 'latency' });
  });

  it('a setting that nothing in the file leaves open is told (S962)', async () => {
    expect((await read(await one(LIF), 'order=potential-first')).codes).toEqual(['S962']);
    const { codes, assumptions } = await read(await chainFile([1], { s: { type: 'Scale', scale: 2 } }), 'dt=1ms', 'reset=none');
    expect(codes).toEqual(['S962', 'S962']);
    expect(assumptions.map(({ key }) => key)).toEqual(['input']);
  });

  it('the settings are named with the option that changes them', async () => {
    const { assumptions } = await read(await one(LIF), 'dt=1e-4');
    expect(assumptions.find(({ key }) => key === 'dt')).toEqual({ key: 'dt', text: 'a timestep is 0.1 ms', option: '--assume dt=TIME, such as 0.1ms or 1e-4 (seconds)', settled: true });
    expect(assumptions.find(({ key }) => key === 'reset')!.option).toBe('--assume reset=hard|subtract|subtract-delayed|hard-delayed|none');
  });
});

describe('metadata change nothing, and are told where they say otherwise (S912)', () => {
  const withMetadata = async (metadata: Readonly<Record<string, Value>>, ...assume: readonly string[]): Promise<readonly string[]> => {
    const { diagnostics } = await read(await one({ ...LIF, metadata }), ...assume);
    return diagnostics.map(({ code, message, help }) => `${code} ${message}; ${help}`);
  };

  it('the reset', async () => {
    expect(await withMetadata({ reset_mechanism: 'subtract_delayed' })).toEqual([
      "S912 its metadata say reset_mechanism = 'subtract_delayed', but reset=hard is assumed; to follow the metadata, pass --assume reset=subtract-delayed",
    ]);
    expect(await withMetadata({ reset_mechanism: 'zero' })).toEqual([]);
    expect(await withMetadata({ reset_mechanism: 'subtract' }, 'reset=hard')).toEqual([]);
    expect(await withMetadata({ reset_mechanism: 'telepathy' })).toEqual([]);
  });

  it('the timestep, by itself or by the decay that it makes', async () => {
    expect(await withMetadata({ dt: 1e-3 })).toEqual(['S912 its metadata say dt = 0.001, but a timestep is taken as 0.1 ms; to follow the metadata, pass --assume dt=0.001']);
    expect(await withMetadata({ beta: 0.5 })).toEqual(['S912 its metadata say beta = 0.5, but with a timestep of 0.1 ms it is 0.9; to follow the metadata, pass --assume dt=0.0005']);
    expect(await withMetadata({ beta: 0.9, dt: 1e-4 })).toEqual([]);
  });

  it('nodes that disagree', async () => {
    const { diagnostics } = await read(await chainFile([1], { a: { ...LIF, metadata: { reset_mechanism: 'none' } }, b: { ...LIF, metadata: { reset_mechanism: 'subtract' } } }));
    expect(diagnostics.map(({ code, help }) => `${code} ${help}`)).toEqual(['S912 no one setting follows all nodes: they disagree']);
  });
});

describe('warnings', () => {
  it('units that look like timesteps (S915)', async () => {
    expect((await read(await one({ type: 'IF', r: 1, v_threshold: 1 }))).codes).toEqual(['S915']);
    expect((await read(await one({ ...LIF, tau: 10 }))).codes).toEqual(['S915']);
    expect((await read(await one({ ...LIF, tau: 10 }), 'dt=1')).codes).toEqual([]);
  });

  it('delays between timesteps (S916)', async () => {
    const { codes, network } = await read(await chainFile([1], { a: LIF, d: { type: 'Delay', delay: 2.6e-4 }, b: LIF }));
    expect(codes).toEqual(['S916']);
    expect(network.projections.map(({ delay }) => delay)).toEqual([0, 3]);
  });

  it('a matrix that is given planes (S917)', async () => {
    const { codes, network } = await read(await chainFile([2, 1, 2], { w: { type: 'Linear', weight: values([1, 1, 1, 1], [1, 4]) }, n: LIF }, [1]));
    expect(codes).toEqual(['S917']);
    expect(network.projections.map(({ kind }) => kind)).toEqual(['dense']);
  });

  it('none for one neuron alone, without a graph around it', async () => {
    const { network } = await read(await nirFile({ n: { ...LIF, tau: [1e-3, 2e-3] } }, []));
    expect(network.populations.map(({ name, shape }) => [name, shape])).toEqual([['input', [2]], ['n', [2]]]);
  });
});
