import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeNirData } from '../../../src/read/data/nir-data.ts';
import { decodeNpz } from '../../../src/read/tensors/npz.ts';
import { MOST_EVENTS } from '../../../src/report/trace/timeline.ts';
import type { Trace } from '../../../src/report/trace/trace.ts';
import { checkTraceFiles, writeTraces } from '../../../src/report/trace/write-trace.ts';
import { SMALL, TIMED } from './small-trace.ts';
import { codesOfAsync } from '../../ir/expect-diagnostics.ts';
import { temporaryFolder } from '../../temporary.ts';

function folder(): string {
  return temporaryFolder();
}

interface Referee {
  readonly sha256: Readonly<Record<string, string>>;
  readonly read: {
    readonly 'perfetto-trace': { readonly tracks: readonly string[]; readonly slices: Record<string, readonly unknown[]>; readonly instants: Record<string, readonly unknown[]>; readonly counters: Record<string, readonly unknown[]> };
    readonly vcd: { readonly timescale_s: number; readonly signals: Readonly<Record<string, readonly (readonly [number, string])[]>> };
    readonly npz: Readonly<Record<string, unknown>>;
    readonly nir: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  };
}

/**
 * What the packages `perfetto`, `vcdvcd`, NumPy and `nir` read from these very files: make it again with
 * SYNAPTILE_TRACES=DIR npx vitest run test/report/trace/traces.test.ts; test/report/trace/make-referee.py DIR
 */
const referee = JSON.parse(readFileSync(new URL('referee.json', import.meta.url), 'utf8')) as Referee;

describe('traces, as the packages of others read them', () => {
  const kept = process.env.SYNAPTILE_TRACES;
  const files = ['small.perfetto-trace', 'small.vcd', 'small.npz', 'small.nir'];

  it('are the files that the referee read', async () => {
    const directory = kept ?? folder();
    mkdirSync(directory, { recursive: true });
    await writeTraces(SMALL, files.map((file) => join(directory, file)));
    if (kept) return;
    const sums = Object.fromEntries(files.map((file) => [file, createHash('sha256').update(readFileSync(join(directory, file))).digest('hex')]));
    expect(sums).toEqual(referee.sha256);
  });

  it('have in Perfetto a track for each core, population and link, slices that do not overlap, and times in ns', () => {
    const { tracks, slices, instants, counters } = referee.read['perfetto-trace'];
    // All in one track: viewers order those beside it by themselves.
    const root = 'small "<script>" $end on chip';
    const within = (given: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => Object.fromEntries(Object.entries(given).map(([track, all]) => [`${root}/${track}`, all]));
    expect(tracks).toEqual([root, ...[
      'timesteps', 'populations', 'populations/input', 'populations/input/spikes', 'populations/input/spikes of a timestep', 'populations/a/b c', 'populations/a/b c/spikes',
      'populations/a/b c/spikes of a timestep', 'populations/a/b c/potential of 0', 'populations/a/b c/potential of 1', 'cores', 'cores/core 0', 'cores/core 1', 'links', 'links/east of tile (0, 0)', 'links/into core 1',
      'links/waiting: east of tile (0, 0)',
    ].map((track) => `${root}/${track}`)]);
    expect(slices).toEqual(within({
      'timesteps': [['timestep 0', 0, 1000], ['timestep 1', 1000, 2500], ['timestep 2', 2500, 4000]],
      'cores/core 0': [['work', 0, 200], ['work', 1000, 1300], ['work', 2500, 2700]], 'cores/core 1': [['work', 1000, 1100]],
      'links/east of tile (0, 0)': [['input', 200, 210], ['a/b c', 1300, 1320], ['partial sum', 1320, 1340]], 'links/into core 1': [['input', 210, 215]],
    }));
    expect(instants).toEqual(within({ 'populations/input/spikes': [['spike of 1', 200], ['spike of 3', 200], ['spike of 0', 2700]], 'populations/a/b c/spikes': [['spike of 1', 1300]] }));
    expect(counters[`${root}/populations/a/b c/potential of 1`]).toEqual([[200, 1.5], [1300, 0], [2700, 1]]);
    expect(counters[`${root}/links/waiting: east of tile (0, 0)`]).toEqual([[1303, 1], [1320, 0]]);
  });

  it('have in VCD events for spikes, reals for potentials, bits for cores and links, vectors for queues, in ps', () => {
    const { timescale_s, signals } = referee.read.vcd;
    expect(timescale_s).toBe(1e-12);
    expect(signals['populations.input.n3']).toEqual([[200000, '1']]);
    expect(signals['populations.input.n0']).toEqual([[2700000, '1']]);
    expect(signals['populations.a_b_c.v0']).toEqual([[0, '0'], [200000, '0.5'], [1300000, '-2'], [2700000, '3']]);
    expect(signals['populations.input.spikes']).toEqual([[0, '0'], [200000, '10'], [1300000, '0'], [2700000, '1']]);
    expect(signals['cores.core_1.busy']).toEqual([[0, '0'], [1000000, '1'], [1100000, '0']]);
    expect(signals['links.east_of_tile_0_0.busy']).toEqual([[0, '0'], [200000, '1'], [210000, '0'], [1300000, '1'], [1340000, '0']]);
    expect(signals['links.east_of_tile_0_0.waiting']).toEqual([[0, '0'], [1303000, '1'], [1320000, '0']]);
  });

  it('have in NumPy and NIRGraphData the spikes and potentials', () => {
    const { npz, nir } = referee.read;
    expect(npz).toMatchObject({
      dt_s: 0.001, timesteps_s: [0, 1e-6, 2.5e-6, 4e-6], 'input.size': 4, 'input.spikes.neurons': [1, 3, 0], 'input.spikes.timesteps': [0, 0, 2], 'a%2Fb%20c.potentials': [[0.5, 1.5], [-2, 0], [3, 1]],
      'a%2Fb%20c.potentials.neurons': [0, 1],
    });
    expect(nir).toEqual({
      input: { spikes: { type: 'EventData', idx: [[1, 3, 0]], time: [[0, 0, 0.002]], n_neurons: 4, t_max: 0.003 } },
      'a%2Fb%20c': { spikes: { type: 'EventData', idx: [[1]], time: [[0.001]], n_neurons: 2, t_max: 0.003 }, potentials: { type: 'TimeGriddedData', data: [[[0.5, 1.5], [-2, 0], [3, 1]]], dt: 0.001 } },
    });
  });
});

describe('a trace', () => {
  it('is tables as those of SANA-FE in .csv, spikes and potentials beside each other', async () => {
    const directory = folder();
    await writeTraces(SMALL, [join(directory, 'run.csv')]);
    expect(readFileSync(join(directory, 'run.csv'), 'utf8')).toBe('neuron,timestep\ninput.1,1\ninput.3,1\na/b c.1,2\ninput.0,3\n');
    expect(readFileSync(join(directory, 'run-potentials.csv'), 'utf8')).toBe('timestep,neuron a/b c.0,neuron a/b c.1\n1,0.5,1.5\n2,-2,0\n3,3,1\n');
    await writeTraces(TIMED, [join(directory, 'timed.csv')]);
    expect(readFileSync(join(directory, 'timed.csv'), 'utf8')).toBe('neuron,time_s\ninput.2,0.0005\ninput.0,0.005\n');
    expect(readdirSync(directory).sort()).toEqual(['run-potentials.csv', 'run.csv', 'timed.csv']);
  });

  it('is JSON that Chrome takes, with times in us', async () => {
    const file = join(folder(), 'run.json');
    await writeTraces(SMALL, [file]);
    const { traceEvents, otherData } = JSON.parse(readFileSync(file, 'utf8')) as { traceEvents: readonly Record<string, unknown>[]; otherData: object };
    expect(otherData).toEqual({ model: SMALL.model, target: 'chip', times: 'drawn by hand' });
    expect(traceEvents.filter(({ ph }) => ph === 'X').slice(0, 2)).toMatchObject([{ name: 'timestep 0', ts: 0, dur: 1 }, { name: 'timestep 1', ts: 1, dur: 1.5 }]);
    const threads = traceEvents.filter(({ name }) => name === 'thread_name').map(({ args }) => (args as { name: string }).name);
    expect(threads).toEqual(['timesteps', 'populations', 'input', 'input: spikes', 'a/b c', 'a/b c: spikes', 'cores', 'core 0', 'core 1', 'links', 'east of tile (0, 0)', 'into core 1']);
    expect(traceEvents.find(({ name }) => name === 'process_name')!.args).toEqual({ name: `${SMALL.model} on chip` });
    expect(traceEvents.filter(({ name }) => name === 'waiting: east of tile (0, 0)')).toMatchObject([{ ph: 'C', ts: 1.303, args: { value: 1 } }, { ts: 1.32, args: { value: 0 } }]);
  });

  it('as NIRGraphData is read again as samples', async () => {
    const file = join(folder(), 'run.nir');
    await writeTraces(SMALL, [file]);
    const samples = await decodeNirData(readFileSync(file), file, { dt_s: 0.001, bin: undefined, counts: false, spikes: true });
    const values = new Float32Array(12);
    samples.read(0, values);
    expect({ ...samples, read: null }).toMatchObject({ count: 1, shape: [4], timesteps: 3, spikes: true });
    expect([...values]).toEqual([0, 1, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0]);
  });

  it('of a network of temporal coding has spike times in every format', async () => {
    const directory = folder();
    const names = ['.pftrace', '.json', '.vcd', '.npz', '.h5'].map((ending) => join(directory, `timed${ending}`));
    const found = await writeTraces(TIMED, names);
    expect(found.map(({ code }) => code)).toEqual(['S650', 'S650']);
    expect([...decodeNpz(readFileSync(names[3]!), 'timed.npz').get('input.spikes.times_s')!.data]).toEqual([0.0005, 0.005]);
    expect(readFileSync(names[2]!, 'utf8')).toContain('#500000000\n1!\n#5000000000\n1"');
  });

  it('is the same bytes whenever it is written', async () => {
    const directory = folder();
    for (const ending of ['.pftrace', '.json', '.vcd', '.npz', '.csv', '.nir']) {
      const [one, two] = [join(directory, `one${ending}`), join(directory, `two${ending}`)];
      await writeTraces(SMALL, [one, two]);
      expect(readFileSync(one).equals(readFileSync(two)), ending).toBe(true);
    }
  });

  it('says what it cannot have (S650), and is not made of nothing (S648)', async () => {
    const directory = folder();
    const partial: Trace = { ...SMALL, mesh: null, dt_s: null, work: { ...SMALL.work!, measured: false }, potentials: [{ ...SMALL.potentials[0]!, neurons: Uint32Array.of(1), values: Float32Array.of(1, 2, 3), thresholds: Float32Array.of(1) }] };
    const found = await writeTraces(partial, [join(directory, 'a.vcd'), join(directory, 'a.nir')]);
    expect(found.map(({ code, message }) => `${code} ${message.split(':')[0]}`)).toEqual([
      'S650 the trace has no packets and queues', 'S650 the trace has no work of cores timestep by timestep', 'S650 the trace has no length of a timestep', 'S650 the trace has no potentials of 1 populations in NIRGraphData',
    ]);
    expect(await codesOfAsync(() => writeTraces({ ...SMALL, raster: [], potentials: [] }, [join(directory, 'b.vcd')]))).toEqual(['S648']);
    expect(readdirSync(directory).sort()).toEqual(['a.nir', 'a.vcd']);
  });

  it('is cut where viewers could not hold it (S649), in every format for viewers', async () => {
    const many = MOST_EVENTS + 1;
    const long: Trace = { ...TIMED, raster: [{ population: 'p', neurons: many, timesteps: Float64Array.from({ length: many }, (_, i) => i), indices: Int32Array.from({ length: many }, (_, i) => i) }] };
    const directory = folder();
    const found = await writeTraces(long, [join(directory, 'a.pftrace'), join(directory, 'a.vcd'), join(directory, 'a.npz')]);
    expect(found.map(({ code, where }) => `${code} ${where.file?.split('.').pop() ?? ''}`)).toEqual(['S649 pftrace', 'S649 vcd', 'S650 ', 'S650 ']);
    expect(decodeNpz(readFileSync(join(directory, 'a.npz')), 'a.npz').get('p.spikes.neurons')!.data.length).toBe(many);
  });
});

describe('names of trace files', () => {
  it('are refused for endings without a format (S646), twice the same file (S647) and folders that are not there (S102)', async () => {
    const directory = folder();
    const at = (name: string): string => join(directory, name);
    expect(await codesOfAsync(() => checkTraceFiles([at('a.vcd'), at('a.csv')], [{ option: '--json', file: at('a.json') }]))).toEqual([]);
    expect(await codesOfAsync(() => checkTraceFiles([at('a.vcdx'), at('noending'), '-'], []))).toEqual(['S646', 'S646', 'S646']);
    expect(await codesOfAsync(() => checkTraceFiles([at('a.vcd'), at('./a.vcd')], []))).toEqual(['S647']);
    expect(await codesOfAsync(() => checkTraceFiles([at('a.csv'), at('a-potentials.csv')], []))).toEqual(['S647']);
    expect(await codesOfAsync(() => checkTraceFiles([at('a.json')], [{ option: '--json', file: at('a.json') }]))).toEqual(['S647']);
    expect(await codesOfAsync(() => checkTraceFiles([at('none/a.vcd')], []))).toEqual(['S102']);
    writeFileSync(at('here'), '');
    expect(await codesOfAsync(() => checkTraceFiles([at('here/a.vcd')], []))).toEqual(['S102']);
  });
});
