import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { DiagnosticError } from '../../../src/diagnostics/diagnostic.ts';
import { sizeOf } from '../../../src/ir/tensor.ts';
import { readDataset, type DatasetOptions, type FileDataset } from '../../../src/read/data/dataset.ts';
import type { Hdf5Group } from '../../../src/read/hdf5/tree.ts';
import { fileWith, group, values, type Value } from '../nir/files.ts';

const beside = (name: string): string => fileURLToPath(new URL(`nir-data/${name}`, import.meta.url));
const expected = JSON.parse(readFileSync(beside('expected.json'), 'utf8')) as Readonly<Record<string, number[][][]>>;
const NETWORK: DatasetOptions = { dt_s: 1e-4, shapeHint: [3] };

function samplesOf(data: FileDataset): number[][] {
  const out = new Float32Array((data.timesteps ?? 1) * sizeOf(data.shape));
  return Array.from({ length: data.count }, (_, index) => {
    data.read(index, out);
    return [...out];
  });
}

async function refusal(file: string, options = NETWORK): Promise<string> {
  try {
    await readDataset(file, options);
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    return error.diagnostics.map(({ code, where, message }) => `${code} ${where.place ?? ''}: ${message}`).join('\n');
  }
  return '';
}

/** A group with attributes; __type__ first. */
function typed(type: string, members: Readonly<Record<string, Value>>, attributes: Readonly<Record<string, number>> = {}): Hdf5Group {
  return { ...group(members), attributes: new Map([['__type__', group({ t: type }).members.get('t')!], ...Object.entries(attributes).map(([name, value]) => [name, values([value], [])] as const)]) };
}

function dataFile(observable: Hdf5Group): Promise<string> {
  return fileWith(typed('NIRGraphData', { nodes: group({ input: typed('NIRNodeData', { observables: group({ spikes: observable }) }) }) }), '.h5');
}

describe('NIR data as input', () => {
  it.each(Object.entries(expected))('%s: the grid that the nir package makes of it', async (name, grid) => {
    const data = await readDataset(beside(`${name}.h5`), NETWORK);
    expect([data.count, data.timesteps, data.shape]).toEqual([2, grid[0]!.length, [3]]);
    expect(samplesOf(data)).toEqual(grid.map((sample) => sample.flat()));
    expect(data.diagnostics).toEqual([]);
  });

  it('spike trains where the network takes those; --bin, and counting', async () => {
    expect((await readDataset(beside('gridded.h5'), { ...NETWORK, spikes: true })).timesteps).toBe(6);
    expect(await refusal(beside('signal.h5'), { ...NETWORK, spikes: true })).toContain('S217');
    const binned = await readDataset(beside('events.h5'), { ...NETWORK, bin: { length_us: 400 } });
    expect(samplesOf(binned)).toEqual([[1, 1, 1, 1, 0, 0], [0, 0, 1, 0, 1, 0]]);
    const counted = await readDataset(beside('events.h5'), { ...NETWORK, bin: { length_us: 800 }, binCounts: true });
    expect(samplesOf(counted)).toEqual([[2, 1, 1], [0, 1, 2]]);
  });

  it('runs other than the network does are told (S235)', async () => {
    expect((await readDataset(beside('gridded.h5'), { ...NETWORK, timesteps: 10 })).diagnostics.map(({ code }) => code)).toEqual(['S235']);
  });
});

describe('NIR data that are refused', () => {
  it('several nodes, none called input (S938)', async () => {
    expect(await refusal(beside('nameless.h5'))).toBe('S938 : is no readable NIR data: it has 2 nodes (a, b), and none is called input');
  });

  it.each<[string, () => Promise<string>, string]>([
    ['a network', () => fileWith(group({ node: group({ type: 'NIRGraph' }) })), 'it is a NIR graph, a network'],
    ['another HDF5 file', () => fileWith(group({ x: [1, 2] })), 'its type is not NIRGraphData'],
    ['no nodes', () => fileWith(typed('NIRGraphData', {})), 'it has no nodes'],
    ['an unknown kind', () => dataFile(typed('Waves', {})), 'its type is Waves'],
    ['no grid', () => dataFile(typed('TimeGriddedData', {}, { dt: 1e-4 })), 'it has no data'],
    ['a grid of two axes', () => dataFile(typed('TimeGriddedData', { data: values([1, 2], [1, 2]) }, { dt: 1e-4 })), 'data has 2 axes, not 3'],
    ['no timestep', () => dataFile(typed('TimeGriddedData', { data: values([1, 2, 3], [1, 1, 3]) })), 'dt is no number above 0'],
    ['events without times', () => dataFile(typed('EventData', { idx: values([1], [1, 1]) }, { n_neurons: 3, t_max: 1 })), 'it has no time'],
    ['times for other events', () => dataFile(typed('EventData', { idx: values([1], [1, 1]), time: values([0, 1], [1, 2]) }, { n_neurons: 3, t_max: 1 })), 'idx, time and value have the shapes 1 x 1 and 1 x 2'],
    ['no neurons', () => dataFile(typed('EventData', { idx: values([1], [1, 1]), time: values([0], [1, 1]) }, { t_max: 1 })), 'n_neurons is no number above 0'],
  ])('%s (S938)', async (_, file, reason) => {
    expect(await refusal(await file())).toContain(`is no readable NIR data: ${reason}`);
  });

  it.each<[string, readonly number[], readonly number[], string]>([
    ['neurons that there are not', [3], [0], 'has an event of neuron 3; there are 3, counted from 0'],
    ['times before the start', [1], [-1], 'has an event at -1 s'],
    ['times behind the end', [1], [9e-4], 'has an event at 0.0009 s; the recording lasts 8 timesteps of 0.0001 s'],
    ['times that are no numbers', [1], [NaN], 'has an event at NaN s'],
  ])('events: %s (S939)', async (_, idx, time, said) => {
    const file = await dataFile(typed('EventData', { idx: values(idx, [1, 1]), time: values(time, [1, 1]) }, { n_neurons: 3, t_max: 8e-4 }));
    expect(await refusal(file)).toContain(`S939 node 'input', spikes, sample 0, event 0: ${said}`);
  });

  it('another timestep, or none at all', async () => {
    expect(await refusal(beside('gridded.h5'), { ...NETWORK, dt_s: 1e-3 })).toBe("S939 node 'anything', s: has timesteps of 0.0001 s; those of the network last 0.001 s");
    expect(await refusal(beside('events.h5'), { shapeHint: [3] })).toContain('S218');
    expect(await refusal(beside('events.h5'), { ...NETWORK, shapeHint: [4] })).toContain('S210');
    const endless = await dataFile(typed('EventData', { idx: values([1], [1, 1]), time: values([0], [1, 1]) }, { n_neurons: 1000, t_max: 1e9 }));
    expect(await refusal(endless)).toContain('S218');
  });
});
