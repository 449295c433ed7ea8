/**
 * `bench onnx`: reading ONNX. A spiking graph of 200,000 nodes that holds every timestep is re-rolled into one network; of a model
 * of 500 MB the header is decoded, its tensors stay in the file.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import onnxProto from 'onnx-proto';
import { importSource } from './import-source.mjs';
import { generator, median, table } from './measure.mjs';

const { onnx } = onnxProto;
const POPULATIONS = 20;
const NODES = 200_000;
const HEADER_BYTES = 500e6;

export async function benchOnnx() {
  const folder = mkdtempSync(join(tmpdir(), 'synaptile-bench-'));
  try {
    return [...await reroll(join(folder, 'unrolled.onnx')), ...header(join(folder, 'large.onnx'))];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function reroll(file) {
  const { nodes, timesteps } = writeUnrolled(file);
  const { readOnnx } = await importSource('src/read/onnx/read-onnx.ts');
  const times = [];
  let network;
  for (let round = 0; round < 3; round++) {
    const start = performance.now();
    ({ network } = readOnnx(file));
    times.push(performance.now() - start);
  }
  console.log(table([['unrolled graph', 'nodes', 'timesteps', 'populations', 'best', 'median'],
    ['re-rolled', nodes, network.timesteps, network.populations.length, `${Math.min(...times).toFixed(0)} ms`, `${median(times).toFixed(0)} ms`]]));
  return [
    { text: `re-rolled ${nodes} nodes to ${timesteps} timesteps of ${POPULATIONS} populations in ${Math.min(...times).toFixed(0)} ms (wanted less than 5000 ms)`,
      holds: Math.min(...times) < 5000 && network.timesteps === timesteps && network.populations.length === POPULATIONS + 1 },
  ];
}

/** Leaky populations one behind the other as snnTorch's exporter leaves them: the first step folded, the first product merged. */
function writeUnrolled(file) {
  const random = generator(1);
  const tensor = (name, dims, values) => ({ name, dims, dataType: 1, rawData: new Uint8Array(Float32Array.from(values).buffer) });
  const node = [];
  const initializer = [tensor('beta', [], [0.9]), tensor('threshold', [], [1]), tensor('zero', [], [0])];
  const add = (opType, input, output, attribute = []) => { node.push({ opType, input, output: [output], name: `/${output}`, attribute }); return output; };
  const toFloat = [{ name: 'to', i: 1, type: 2 }];
  for (let l = 0; l < POPULATIONS; l++) {
    initializer.push(tensor(`w${l}`, [8, 8], Array.from({ length: 64 }, () => random() * 2 - 0.6)), tensor(`b${l}`, [8], Array.from({ length: 8 }, random)));
  }
  const gemm = (from, l, name) => add('Gemm', [from, `w${l}`, `b${l}`], name, [{ name: 'transB', i: 1, type: 2 }]);
  const merged = gemm('x', 0, 'merged');
  const over = new Array(POPULATIONS).fill(null);
  const potential = new Array(POPULATIONS).fill(null);
  const seen = [];
  let step = 0;
  for (; node.length < NODES; step++) {
    let spikes = '';
    for (let l = 0; l < POPULATIONS; l++) {
      const current = l === 0 ? merged : gemm(spikes, l, `i${l}_${step}`);
      let now = current;
      if (step > 0) {
        const fired = add('Cast', [add('Greater', [over[l], 'zero'], `g${l}_${step}`)], `r${l}_${step}`, toFloat);
        const kept = add('Add', [add('Mul', ['beta', potential[l]], `d${l}_${step}`), current], `a${l}_${step}`);
        now = add('Sub', [kept, add('Mul', [fired, 'threshold'], `t${l}_${step}`)], `m${l}_${step}`);
      }
      potential[l] = now;
      over[l] = add('Sub', [now, 'threshold'], `o${l}_${step}`);
      spikes = add('Cast', [add('Greater', [over[l], 'zero'], `f${l}_${step}`)], `s${l}_${step}`, toFloat);
    }
    seen.push(add('Unsqueeze', [spikes, 'axis'], `u_${step}`));
  }
  initializer.push({ name: 'axis', dims: [1], dataType: 7, rawData: new Uint8Array(8) });
  node.push({ opType: 'Concat', input: seen, output: ['spikes'], attribute: [{ name: 'axis', i: 0, type: 2 }] });
  const info = (name, dims) => ({ name, type: { tensorType: { elemType: 1, shape: { dim: dims.map((extent) => ({ dimValue: extent })) } } } });
  const graph = { name: 'unrolled', node, initializer, input: [info('x', [1, 8])], output: [info('spikes', [step, 1, 8])] };
  writeFileSync(file, onnx.ModelProto.encode({ irVersion: 7, opsetImport: [{ domain: '', version: 13 }], graph }).finish());
  return { nodes: node.length, timesteps: step };
}

/** Time in a fresh process, best of five; memory is what the process holds at most, node itself among it, and what decoding added. */
function header(file) {
  writeLarge(file);
  const rounds = Array.from({ length: 5 }, () => {
    const child = spawnSync(process.execPath, [fileURLToPath(new URL('./onnx/decode-header.mjs', import.meta.url)), file], { encoding: 'utf8' });
    if (child.status !== 0) throw new Error(child.stderr);
    return JSON.parse(child.stdout);
  });
  const best = rounds.reduce((a, b) => (a.time_ms <= b.time_ms ? a : b));
  const most = Math.max(...rounds.map(({ added_MiB }) => added_MiB));
  console.log(table([['header of a model', 'bytes', 'tensors', 'best', 'median', 'memory added', 'process'],
    ['decoded', statSync(file).size, best.tensors, `${best.time_ms.toFixed(1)} ms`, `${median(rounds.map(({ time_ms }) => time_ms)).toFixed(1)} ms`, `${most.toFixed(1)} MiB`, `${best.peak_MiB.toFixed(0)} MiB`]]));
  return [{ text: `header of ${Math.round(statSync(file).size / 1e6)} MB in ${best.time_ms.toFixed(1)} ms and ${most.toFixed(1)} MiB (wanted less than 20 ms and 64 MiB)`, holds: best.time_ms < 20 && most < 64 }];
}

/** A model of 50 products whose weights are a hole in the file: the bytes are there, and nobody needs them. */
function writeLarge(file) {
  const count = 50;
  const bytes = Math.round(HEADER_BYTES / count / 4 / 1000) * 1000 * 4;
  const nodes = Array.from({ length: count }, (_, index) => ({ opType: 'MatMul', input: [`v${index}`, `w${index}`], output: [`v${index + 1}`], name: `/fc${index}/MatMul` }));
  const info = (name) => ({ name, type: { tensorType: { elemType: 1, shape: { dim: [{ dimParam: 'N' }, { dimValue: 1000 }] } } } });
  const rest = onnx.GraphProto.encode({ name: 'large', node: nodes, input: [info('v0')], output: [info(`v${count}`)] }).finish();
  const tensors = Array.from({ length: count }, (_, index) => {
    const head = onnx.TensorProto.encode({ name: `w${index}`, dims: [1000, bytes / 4000], dataType: 1 }).finish();
    const start = Buffer.concat([head, Buffer.from([9 << 3 | 2]), varint(bytes)]);
    return Buffer.concat([Buffer.from([5 << 3 | 2]), varint(start.length + bytes), start]);
  });
  const length = rest.length + tensors.reduce((sum, one) => sum + one.length + bytes, 0);
  const opset = onnx.ModelProto.encode({ irVersion: 7, opsetImport: [{ domain: '', version: 13 }] }).finish();
  const descriptor = openSync(file, 'w');
  let at = 0;
  const put = (piece) => { writeSync(descriptor, piece, 0, piece.length, at); at += piece.length; };
  for (const piece of [opset, Buffer.from([7 << 3 | 2]), varint(length), rest]) put(piece);
  for (const tensor of tensors) {
    put(tensor);
    at += bytes;
  }
  ftruncateSync(descriptor, at);
  closeSync(descriptor);
}

function varint(value) {
  const bytes = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    bytes.push(rest >= 128 ? (rest % 128) | 128 : rest);
    if (rest < 128) return Buffer.from(bytes);
  }
}
