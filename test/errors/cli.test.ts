import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CALIBRATION, EXAMPLES, FOLDER, IMAGES, LABELS, MODELS, synaptile, type Outcome } from '../end-to-end/synaptile.ts';
import { buildModel, floats } from '../read/onnx/build-model.ts';

const MLP = join(MODELS, 'mnist_mlp_1200.onnx');
/** What is asserted does not depend on how well a network was calibrated. */
const CALIBRATED = ['--calibrate', CALIBRATION, '--calibration-samples', '16', '--rounding', 'nearest', '--corrections', 'none'];
const EDGES = join(EXAMPLES, 'edges.synet');
const EDGE_DATA = ['--input', join(EXAMPLES, 'edges.csv')];

function file(name: string, content: string | Uint8Array): string {
  writeFileSync(join(FOLDER, name), content);
  return name;
}

/** One error with this code, its place and a remedy; exit 1; no stack trace; nothing on stdout. */
function expectOneError({ status, stdout, stderr }: Outcome, code: string, ...parts: readonly (string | RegExp)[]): void {
  const errors = stderr.split('\n').filter((line) => line.startsWith('error'));
  expect(errors, stderr).toHaveLength(1);
  expect(errors[0]).toContain(`error ${code}`);
  for (const part of parts) expect(stderr).toMatch(part);
  expect(stderr).toMatch(/\n {2}help: \S/);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect(stdout).toBe('');
  expect(status).toBe(1);
}

const run = (model: string, ...rest: readonly string[]): Outcome => synaptile('run', model, '--target', 'rram-128', ...rest);

describe('bad models', () => {
  const whole = readFileSync(MLP);
  it('truncated ONNX', () => expectOneError(run(file('cut.onnx', whole.subarray(0, 100_000)), '--input', IMAGES), 'S302', /cut\.onnx/));
  it('garbage for ONNX', () => expectOneError(run(file('garbage.onnx', Buffer.from('<html>not a model</html>')), '--input', IMAGES), 'S301', /garbage\.onnx/));
  it('an unknown operator', () => {
    const model = buildModel({ nodes: [['Det', ['x'], ['y'], {}, 'squash']], inputs: { x: ['N', 4] } });
    expectOneError(run(file('det.onnx', model), '--input', IMAGES), 'S305', /det\.onnx/, /squash/, /Det/);
  });
  it('weights of the wrong shape', () => {
    const model = buildModel({ nodes: [['Gemm', ['x', 'w'], ['y'], { transB: 1 }, 'fc']], inputs: { x: ['N', 4] }, tensors: [floats('w', [2, 5], new Array<number>(10).fill(1))] });
    expectOneError(run(file('shape.onnx', model), '--input', IMAGES), 'S310', /shape\.onnx/, /fc/);
  });
  it('weights that are not numbers', () => {
    const model = buildModel({ nodes: [['Gemm', ['x', 'w'], ['y'], { transB: 1 }, 'fc']], inputs: { x: ['N', 2] }, tensors: [floats('w', [1, 2], [1, NaN])] });
    expectOneError(run(file('nan.onnx', model), '--input', IMAGES), 'S3', /nan\.onnx/, /NaN/);
  });
  it.each(['../outside.bin', '/etc/hostname', 'link.bin'])('external data outside the folder: %s', (location) => {
    mkdirSync(join(FOLDER, 'inner'), { recursive: true });
    file('outside.bin', Buffer.alloc(64));
    try {
      symlinkSync(join(FOLDER, 'outside.bin'), join(FOLDER, 'inner/link.bin'));
    } catch { /* made by an earlier case */ }
    const tensor = { name: 'w', dims: [1, 2], dataType: 1, dataLocation: 1, externalData: [{ key: 'location', value: location }, { key: 'length', value: '8' }] };
    const model = buildModel({ nodes: [['Gemm', ['x', 'w'], ['y'], { transB: 1 }, 'fc']], inputs: { x: ['N', 2] }, tensors: [tensor as never] });
    expectOneError(run(file('inner/external.onnx', model), '--input', IMAGES), 'S3', /external\.onnx/, /folder/);
  });
  it('three syntax errors in one .synet, all reported with line and column', () => {
    const text = 'synet 1\nnetwork n {\n  input x [2] current\n  population a [2] relu\n  output a count\n  projection p : x > a dense(weights = [[1, 2], [3, 4]])\n}\n';
    const { status, stderr } = run(file('three.synet', text), ...EDGE_DATA);
    const places = [...stderr.matchAll(/^error S4\d\d three\.synet:(\d+):\d+/gm)].map(([, line]) => Number(line));
    expect(new Set(places)).toEqual(new Set([3, 4, 6]));
    expect(status).toBe(1);
  });
  it('a name without a known ending', () => expectOneError(run(file('model.txt', 'x'), ...EDGE_DATA), 'S811', /model\.txt/));
  it('a missing file', () => expectOneError(run('nowhere.onnx', ...EDGE_DATA), 'S', /nowhere\.onnx/));
  it('a damaged stage file', () => expectOneError(synaptile('simulate', file('bad.tile', '{"synaptile": "configuration/1", "stage": "configuration"'), ...EDGE_DATA), 'S710', /bad\.tile/));
  it('a stage file with its inside missing', () => {
    expectOneError(synaptile('simulate', file('hollow.tile', '{"synaptile": "configuration/1", "stage": "configuration", "target": "rram-128"}'), ...EDGE_DATA), 'S710', /hollow\.tile/);
    expectOneError(synaptile('inspect', file('hollow2.tile', '{"synaptile": "routed/1", "stage": "routed"}')), 'S710', /hollow2\.tile/);
  });
});

describe('bad data', () => {
  it('samples of another size', () => expectOneError(run(MLP, ...EDGE_DATA), 'S210', /edges\.csv/, /36/, /784/));
  it('labels of other length', () => expectOneError(run(MLP, '--input', IMAGES, '--labels', join(EXAMPLES, 'edges-labels.csv')), 'S2', /edges-labels\.csv/, /40/, /10[, ]?000/));
  it('data that are none', () => expectOneError(run(MLP, '--input', file('x.gz', 'nothing')), 'S2', /x\.gz/));
  it('calibration data of another size', () => expectOneError(run(MLP, '--input', IMAGES, '--calibrate', join(EXAMPLES, 'edges.csv')), 'S210', /edges\.csv/));
});

describe('bad targets', () => {
  it('an unknown target', () => expectOneError(synaptile('run', EDGES, '--target', 'rram-127', ...EDGE_DATA), 'S6', /rram-127/, /rram-128/));
  it('an unknown key, with the nearest known one', () => {
    const target = JSON.parse(readFileSync(join(import.meta.dirname, '../../targets/rram-128.json'), 'utf8')) as Record<string, unknown>;
    target.fanin = 3;
    expectOneError(synaptile('run', EDGES, '--target', file('own.json', JSON.stringify(target)), ...EDGE_DATA), 'S6', /own\.json/, /fanin/, /fanIn/);
  });
  it('a network that does not fit: limit, demand, population, remedy', () => {
    const target = JSON.parse(readFileSync(join(import.meta.dirname, '../../targets/rram-128.json'), 'utf8')) as { mesh: { width: number; height: number } };
    target.mesh = { ...target.mesh, width: 8, height: 8 };
    const outcome = synaptile('run', MLP, '--target', file('small.json', JSON.stringify(target)), '--input', IMAGES, ...CALIBRATED);
    expectOneError(outcome, 'S703', /cores needed 180, the target has 64 \(116 too many\)/, /population n4\.Gemm/);
  });
  it('bits the target does not have', () => expectOneError(synaptile('run', MLP, '--target', 'rram-128', '--bits', '12', '--input', IMAGES, ...CALIBRATED), 'S551', /12/));
  it('non-idealities on a target without crossbars', () => expectOneError(synaptile('run', EDGES, '--target', 'loihi', '--non-idealities', 'typical', ...EDGE_DATA, '--calibrate', EDGE_DATA[1]!), 'S', /loihi/));
  it('a configuration for another target', () => {
    expect(synaptile('compile', EDGES, '--target', 'loihi', '--calibrate', EDGE_DATA[1]!, '-o', 'loihi.tile').status).toBe(0);
    expectOneError(synaptile('simulate', 'loihi.tile', '--target', 'rram-128', ...EDGE_DATA), 'S806', /loihi/);
  });
  it('a mapper, a stage and a code that do not exist', () => {
    expectOneError(run(EDGES, ...EDGE_DATA, '--mapper', 'best'), 'S810', /tiles/);
    expectOneError(synaptile('compile', EDGES, '--target', 'loihi', '--stop-after', 'baked'), 'S807', /baked/);
    expectOneError(synaptile('explain', 'S999'), 'S808', /S999/);
    expectOneError(synaptile('simulate', EDGES, ...EDGE_DATA), 'S812', /network/);
  });
  it('stages in the wrong direction', () => {
    expect(synaptile('compile', EDGES, '--target', 'loihi', '--stop-after', 'placed', '--calibrate', EDGE_DATA[1]!, '-o', 'placed.tile').status).toBe(0);
    expectOneError(synaptile('compile', '--start-from', 'placed.tile', '--target', 'loihi', '--stop-after', 'folded'), 'S709', /placed/);
    expectOneError(synaptile('run', 'placed.tile', '--target', 'none', ...EDGE_DATA), 'S813', /placed/);
  });
});

describe('--verify-each', () => {
  it('says so when there is nothing to compare', () => {
    expect(synaptile('compile', EDGES, '--target', 'loihi', '--calibrate', EDGE_DATA[1]!, '-o', 'edges.tile').status).toBe(0);
    expectOneError(synaptile('run', 'edges.tile', '--target', 'loihi', '--verify-each', ...EDGE_DATA), 'S814', /configuration/);
    expectOneError(synaptile('compile', EDGES, '--target', 'loihi', '--calibrate', EDGE_DATA[1]!, '--stop-after', 'placed', '--verify-each'), 'S814', /placed/);
  });
});

it('warns of options that come too late for a stage file', () => {
  expect(synaptile('compile', EDGES, '--target', 'loihi', '--calibrate', EDGE_DATA[1]!, '--stop-after', 'placed', '-o', 'late.tile').stderr).not.toContain('S815');
  const { status, stderr } = synaptile('compile', '--start-from', 'late.tile', '--target', 'loihi', '--bits', '4', '--place-rounds', '3', '-o', 'late2.tile');
  expect(status).toBe(0);
  expect(stderr).toMatch(/warning S815 late\.tile: --bits has no effect/);
  expect(stderr).toMatch(/warning S815 late\.tile: --place-rounds has no effect/);
});

describe('an error on a terminal', () => {
  it('ends the program although a progress bar was shown', () => {
    const cli = join(import.meta.dirname, '../../dist/cli.js');
    // Standard error as a terminal of 80 columns, as far as a progress bar can tell.
    const terminal = 'data:text/javascript,Object.assign(process.stderr, { isTTY: true, columns: 80, cursorTo() {}, clearLine() {}, moveCursor() {} })';
    const { status, signal, stderr } = spawnSync(process.execPath, ['--import', terminal, cli, 'compile', MLP, '--target', 'rram-128', '--bits', '12', ...CALIBRATED],
      { encoding: 'utf8', timeout: 30_000, env: { ...process.env, NO_COLOR: '1' } });
    expect(signal).toBeNull();
    expect(status).toBe(1);
    expect(stderr).toContain('compiling: convert');
    expect(stderr).toContain('error S551');
  });
});

describe('output', () => {
  it('that cannot be written leaves nothing behind', () => {
    expectOneError(synaptile('compile', EDGES, '--target', 'loihi', '--calibrate', EDGE_DATA[1]!, '-o', 'no/such/folder/out.tile'), 'S102', /no\/such\/folder/);
    file('a-file', '');
    expectOneError(synaptile('run', EDGES, '--target', 'loihi', ...EDGE_DATA, '--calibrate', EDGE_DATA[1]!, '--html', 'a-file/r.html'), 'S102', /a-file/);
  });

  it('of a killed run is whole or not there', async () => {
    mkdirSync(join(FOLDER, 'killed'), { recursive: true });
    const cli = join(import.meta.dirname, '../../dist/cli.js');
    for (const delay of [300, 500, 600, 700]) {
      const child = spawn(process.execPath, [cli, 'compile', MLP, '--target', 'rram-128', '--calibrate', CALIBRATION, '-o', 'killed/out.tile'], { cwd: FOLDER, stdio: 'ignore' });
      const ended = new Promise((resolve) => child.once('exit', resolve));
      await new Promise((resolve) => setTimeout(resolve, delay));
      child.kill('SIGKILL');
      await ended;
      for (const name of readdirSync(join(FOLDER, 'killed'))) {
        if (name === 'out.tile') expect(() => JSON.parse(readFileSync(join(FOLDER, 'killed', name), 'utf8'))).not.toThrow();
        else expect(name).toMatch(/^\.out\.tile\..*\.tmp$/);
      }
    }
  });

  it('may be left unread: a closed pipe is no fault', async () => {
    const cli = join(import.meta.dirname, '../../dist/cli.js');
    const child = spawn(process.execPath, [cli, 'inspect', MLP], { stdio: ['ignore', 'pipe', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => { stderr += chunk.toString(); });
    child.stdout.once('data', () => child.stdout.destroy());
    const status = await new Promise((resolve) => child.once('close', resolve));
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('labels and images that go together are accepted', () => {
    expect(run(MLP, '--input', IMAGES, '--labels', LABELS, '--limit', '5', ...CALIBRATED, '--timesteps', '2').status).toBe(0);
  });
});
