import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import onnxProto from 'onnx-proto';
import { describe, expect, it } from 'vitest';
import { inspect } from '../../src/cli/inspect.ts';
import { checkTraces, keptOf } from '../../src/cli/trace-options.ts';
import { writeAnnotated } from '../../src/library/annotate.ts';
import { compile } from '../../src/library/compile.ts';
import { dataOf, readData } from '../../src/library/data.ts';
import { interpret } from '../../src/library/interpret.ts';
import { read } from '../../src/library/model.ts';
import { report } from '../../src/library/report.ts';
import { simulate, type Simulation } from '../../src/library/simulate.ts';
import { writeTrace } from '../../src/library/trace.ts';
import { outlineOfConfiguration } from '../../src/report/inspect/configuration-outline.ts';
import { formatQuantity } from '../../src/report/quantity.ts';
import { decodeNpz } from '../../src/read/tensors/npz.ts';
import { buildModel, floats, ramp } from '../read/onnx/build-model.ts';
import { codesOfAsync } from '../ir/expect-diagnostics.ts';
import { temporaryFolder } from '../temporary.ts';

const { onnx } = onnxProto;
const OPTIONS = { workers: 1 };

function folder(): string {
  return temporaryFolder();
}

/** Two inputs that spike, a hidden population that hears them and itself. */
function spikingModel(directory: string): string {
  const file = join(directory, 'net.synet');
  writeFileSync(file, `synet 1
network net {
  timesteps 6
  dt 1 ms
  input input : [2] spikes
  population hidden : [3] lif(decay = 0.9, threshold = 1)
  output hidden count
  projection in : input -> hidden dense(weights = [[0.7, 0.2], [0.4, 0.9], [-1, 0.5]])
  projection self : hidden -> hidden dense(weights = [[0, 0.3, 0], [0.2, 0, 0.1], [0.4, 0, 0]]) delay 1
}
`);
  return file;
}

async function simulated(directory: string): Promise<Simulation> {
  const model = await read(spikingModel(directory));
  const data = dataOf(Float32Array.from({ length: 2 * 6 * 2 }, (_, i) => Number(i % 3 !== 0)), [2], { timesteps: 6 });
  return simulate(await compile(model, { target: 'loihi', data }), data, { ...OPTIONS, potentials: { each: 8 }, trace: true });
}

describe('traces of a run', () => {
  it('are the same spikes on the chip, without hardware, and played in again', async () => {
    const directory = folder();
    const simulation = await simulated(directory);
    const found = await writeTrace(simulation, ['.nir', '.npz', '.vcd', '.pftrace', '.json', '.csv'].map((ending) => join(directory, `run${ending}`)));
    expect(found).toEqual([]);
    expect(readdirSync(directory).sort()).toEqual(['net.synet', 'run-potentials.csv', 'run.csv', 'run.json', 'run.nir', 'run.npz', 'run.pftrace', 'run.vcd']);
    const model = await read(spikingModel(directory));
    const again = await readData(join(directory, 'run.nir'), model);
    const values = new Float32Array(12);
    again.read(0, values);
    expect([...values]).toEqual(Array.from({ length: 12 }, (_, i) => Number(i % 3 !== 0)));
    const quantised = await interpret({ ...model, stage: simulation.compiled.sides.quantised! }, again, { ...OPTIONS, potentials: { each: 8 } });
    await writeTrace(quantised, [join(directory, 'reference.npz')]);
    const [chip, reference] = ['run.npz', 'reference.npz'].map((name) => decodeNpz(readFileSync(join(directory, name)), name));
    expect(chip!.get('hidden.spikes.timesteps')!.data.length).toBeGreaterThan(3);
    for (const name of ['input.spikes.neurons', 'hidden.spikes.neurons', 'hidden.spikes.timesteps', 'hidden.potentials', 'hidden.potentials.thresholds']) expect(chip!.get(name), name).toEqual(reference!.get(name));
    expect([...reference!.get('timesteps_s')!.data]).toEqual([0, 0.001, 0.002, 0.003, 0.004, 0.005, 0.006]);
  });

  it('begin every timestep when the one before has ended, and not before its packets have arrived', async () => {
    const simulation = await simulated(folder());
    const made = report(simulation);
    const { record } = simulation.chips[0]!.network!;
    const file = join(folder(), 'run.npz');
    await writeTrace(simulation, [file], made);
    const starts = decodeNpz(readFileSync(file), file).get('timesteps_s')!.data;
    for (let t = 0; t < 6; t++) expect(starts[t + 1]! - starts[t]!).toBeGreaterThanOrEqual(record!.ticks[t]! * record!.tick_s);
    expect(starts[6]! / made.latency.perInference_s!).toBeGreaterThan(0.5);
    expect(starts[6]! / made.latency.perInference_s!).toBeLessThan(3);
  });

  it('need a network that spikes (S648)', async () => {
    const directory = folder();
    const file = join(directory, 'ann.onnx');
    writeFileSync(file, buildModel({ nodes: [['Relu', ['x'], ['y']]], inputs: { x: ['N', 4] } }));
    const ann = await interpret(await read(file), dataOf(new Float32Array(4), [4]), OPTIONS);
    expect(await codesOfAsync(() => writeTrace(ann, [join(directory, 'a.vcd')]))).toEqual(['S648']);
  });

  it('are kept where something shows them, and named once', async () => {
    expect(keptOf({})).toEqual({});
    expect(keptOf({ html: 'a.html' })).toEqual({ potentials: { each: 8, neurons: {} }, trace: false });
    expect(keptOf({ trace: ['a.vcd'], potentials: ['2'] })).toEqual({ potentials: { each: 2, neurons: {} }, trace: true });
    expect(await codesOfAsync(() => keptOf({ potentials: ['2'] }))).toEqual(['S807']);
    const file = join(folder(), 'a.csv');
    expect(await codesOfAsync(() => checkTraces({ trace: [file], spikes: file }))).toEqual(['S647']);
  });
});

describe('an annotated model', () => {
  it('says on each operator where its neurons lie and what they cost, which adds up to the report', async () => {
    const directory = folder();
    const file = join(directory, 'model.onnx');
    const weights = (name: string, rows: number, columns: number): onnxProto.onnx.ITensorProto => floats(name, [rows, columns], ramp(rows * columns, 0.01).map((value) => value - 0.2));
    const spec = { nodes: [['MatMul', ['x', 'a'], ['h'], {}, 'first'], ['Relu', ['h'], ['r']], ['MatMul', ['r', 'b'], ['y'], {}, 'second']] as const, inputs: { x: ['N', 6] }, tensors: [weights('a', 6, 300), weights('b', 300, 3)] };
    writeFileSync(file, buildModel(spec));
    const data = dataOf(Float32Array.from({ length: 24 }, (_, i) => (i % 5) / 5), [6]);
    const simulation = await simulate(await compile(await read(file), { target: 'rram-128', data, timesteps: 4 }), data, { ...OPTIONS, reference: false });
    const made = report(simulation);
    const output = join(directory, 'annotated.onnx');
    expect(writeAnnotated(simulation, made, output).map(({ code }) => code)).toEqual(['S656']);
    const nodes = onnx.ModelProto.decode(readFileSync(output)).graph!.node!;
    const said = nodes.map(({ name, docString }) => [name, Object.fromEntries(docString!.split('\n').filter((line) => line.includes(': ')).map((line) => line.split(/: (.*)/).slice(0, 2)))] as const);
    const weighted = said.filter(([, notes]) => notes.energy !== undefined);
    expect(weighted.map(([name]) => name)).toEqual(['first', 'second']);
    const mapped = made.energy.perLayer.filter(({ name }) => simulation.configuration.populations.some((one) => one.name === name && one.kind === 'neurons'));
    expect(weighted.map(([, notes]) => notes.energy)).toEqual(mapped.map(({ energy_J }) => `${formatQuantity(energy_J, 'J')} per inference, ${(100 * energy_J / made.energy.perInference_J).toFixed(1)} % of all`));
    expect(weighted[0]![1]).toMatchObject({ neuron: '300 if', bits: '8', synapses: '1,800', tiles: expect.stringMatching(/^3: \(/) as string, work: expect.stringMatching(/^[\d.]+ .s a timestep$/) as string });
    const cores = (weighted[0]![1].cores as string).replace('3: ', '').split(', ').flatMap((range) => { const [from, to = from] = range.split('-').map(Number); return Array.from({ length: to! - from! + 1 }, (_, i) => from! + i); });
    expect(cores).toEqual(outlineOfConfiguration(simulation.configuration).populations.find(({ name }) => name === 'first')!.cores);
    expect((await read(output)).stage).toMatchObject({ stage: 'network' });
  });

  it('names populations without an operator (S655)', async () => {
    const directory = folder();
    const simulation = await simulated(directory);
    const file = join(directory, 'other.onnx');
    writeFileSync(file, buildModel({ nodes: [['Relu', ['x'], ['y']]], inputs: { x: ['N', 4] } }));
    const found = writeAnnotated({ ...simulation, compiled: { ...simulation.compiled, file } }, report(simulation), join(directory, 'a.onnx'));
    expect(found.map(({ code, message }) => `${code} ${message}`)).toEqual(['S655 1 populations come from no operator of this file that could be annotated: hidden']);
    expect(await codesOfAsync(() => writeAnnotated(simulation, report(simulation), join(directory, 'b.onnx')))).toEqual(['S654']);
  });
});

describe('inspect', () => {
  it('writes pages and pictures, and what changed between two files', async () => {
    const directory = folder();
    const file = spikingModel(directory);
    const at = (name: string): string => join(directory, name);
    const flags = { assume: [], onnxShape: [] };
    await inspect(file, { ...flags, format: 'svg', output: at('a.svg') });
    await inspect(file, { ...flags, format: 'html', output: at('a.html') });
    await inspect(file, { ...flags, format: 'json', output: at('b.tile') });
    await inspect(file, { ...flags, format: 'json', against: at('b.tile'), output: at('same.json') });
    expect(readFileSync(at('a.svg'), 'utf8')).toContain('<svg');
    expect(readFileSync(at('a.html'), 'utf8')).toContain('v&#39; = 0.9 v');
    expect(JSON.parse(readFileSync(at('same.json'), 'utf8'))).toMatchObject({ schema: 'synaptile-inspection/1', same: true });
    expect(await codesOfAsync(() => inspect(file, { ...flags, format: 'svg', against: file }))).toEqual(['S653']);
    expect(await codesOfAsync(() => inspect(file, { ...flags, format: 'html', output: at('none/a.html') }))).toEqual(['S102']);
  });
});
