/**
 * `bench crossbar`: effective conductance matrices of crossbars with wires, in WebAssembly and in TypeScript, against scipy's sparse LU (build,
 * factor, one solve a row); a thousand of them; and the currents of 100 input vectors against badcrossbar and CrossSim. The others are optional: python3
 * finds them where PYTHONPATH says. One thread each. Gates are ratios of CPU times, as the machine has other work.
 */
import { importSource } from './import-source.mjs';
import { runPeer } from './crossbar/peers.mjs';
import { generator, statement, table } from './measure.mjs';

const SETS = {
  A: { driver_ohm: 1, wireRow_ohm: 1, wireCol_ohm: 1, sense_ohm: 1 },
  C: { driver_ohm: 1000, wireRow_ohm: 5, wireCol_ohm: 10, sense_ohm: 1000 },
};
const SIZES = [32, 64, 128, 256];
const LARGEST_TWIN = 128, VECTORS = 100, MANY = 1000;
const WASM = 'wasm f64x2, merging', TWIN = 'TypeScript twin', SPLU = 'scipy splu';

export async function benchCrossbar() {
  const [{ createWireSolver }, { mergePlan }, { loadKernels }] = await Promise.all(
    ['src/simulate/crossbar/wires/effective-matrix.ts', 'src/simulate/crossbar/wires/merge-plan.ts', 'src/kernels/load.ts'].map(importSource));
  const solvers = { [WASM]: createWireSolver(loadKernels()), [TWIN]: createWireSolver(loadKernels('typescript')) };
  const matrices = compareMatrices(solvers, mergePlan);
  const thousand = timeThousand(solvers[WASM]);
  return [...matrices, timePlan(mergePlan), thousand, ...compareVectors(solvers[WASM])];
}

function compareMatrices(solvers, mergePlan) {
  const rows = [['G_eff of one N x N crossbar, set C', 'N', 'CPU ms', 'wall ms', 'GFLOP/s', `/ ${SPLU}`, 'largest difference']];
  const statements = [];
  for (const n of SIZES) {
    const { operations } = mergePlan(n, n);
    const [cells, others] = [1, 2].map((seed) => cellsOf(n, seed));
    // Two crossbars a call, as the kernels take them: half of it is the time of one.
    const measured = Object.fromEntries(Object.entries(solvers).filter(([name]) => name === WASM || n <= LARGEST_TWIN).map(([name, solver]) => {
      const results = [new Float64Array(n * n), new Float64Array(n * n)];
      const times = best(() => solver.effectiveMatrices([cells, others], n, n, SETS.C, results), n <= 64 ? 40 : 4);
      return [name, { cpu_ms: times.cpu_ms / 2, wall_ms: times.wall_ms / 2, result: results[0] }];
    }));
    const peer = runPeer('splu', { n, cells, wires: SETS.C, inputs: new Float64Array(n), rounds: n <= 64 ? 5 : 1 });
    if (peer.missing) console.log(`${SPLU} skipped: ${peer.missing}`);
    else measured[SPLU] = peer;
    for (const [name, { cpu_ms, wall_ms, result }] of Object.entries(measured)) {
      const compared = name === WASM ? (measured[SPLU] ?? measured[TWIN]) : measured[WASM];
      rows.push([name, n, cpu_ms.toPrecision(3), wall_ms.toPrecision(3), name === SPLU ? '' : (operations / cpu_ms / 1e6).toFixed(1),
        measured[SPLU] ? `${(measured[SPLU].cpu_ms / cpu_ms).toFixed(1)}x` : '', compared ? difference(result, compared.result).toExponential(1) : '']);
    }
    const ratio = (base) => measured[base].cpu_ms / measured[WASM].cpu_ms;
    if (measured[TWIN]) {
      const same = measured[TWIN].result.every((value, at) => Object.is(value, measured[WASM].result[at]));
      statements.push(statement(`${n} x ${n}: ${WASM} / ${TWIN}`, ratio(TWIN), { atLeast: 2.5 }), { text: `${n} x ${n}: twin and wasm ${same ? 'give the same bits' : 'DIFFER'}`, holds: same });
    }
    if (measured[SPLU]) {
      const far = difference(measured[WASM].result, measured[SPLU].result);
      statements.push(statement(`${n} x ${n}: ${WASM} / ${SPLU}`, ratio(SPLU), { atLeast: n === 64 ? 40 : 20 }), { text: `${n} x ${n}: agrees with ${SPLU} to ${far.toExponential(1)} of the largest entry (wanted 1e-10)`, holds: far <= 1e-10 });
    }
  }
  console.log(table(rows), '\n');
  return statements;
}

function timePlan(mergePlan) {
  const { cpu_ms } = best(() => mergePlan(64, 64), 20);
  return { text: `merge plan of 64 x 64: ${cpu_ms.toFixed(2)} ms CPU (wanted at most 5)`, holds: cpu_ms <= 5 };
}

function timeThousand(solver) {
  const cells = Array.from({ length: MANY }, (_, seed) => cellsOf(64, seed + 10));
  const { cpu_ms, wall_ms } = best(() => solver.effectiveMatrices(cells, 64, 64, SETS.C, cells.map(() => cells[0])), 1);
  return { text: `${MANY} crossbars of 64 x 64: ${(cpu_ms / 1000).toFixed(2)} s CPU, ${(wall_ms / 1000).toFixed(2)} s wall, one thread (wanted at most 1.5 s CPU)`, holds: cpu_ms <= 1500 };
}

function compareVectors(solver) {
  const n = 64, cells = cellsOf(n, 1), next = generator(3);
  const inputs = Float64Array.from({ length: VECTORS * n }, (_, at) => (at < n ? 0.1 * next() : 0.1 * Number(next() < 0.3)));
  const matrix = [new Float64Array(n * n)], currents = new Float64Array(VECTORS * n);
  const solve = best(() => solver.effectiveMatrices([cells], n, n, SETS.A, matrix), 40);
  const apply = best(() => applyTo(matrix[0], inputs, currents, n), 40);
  const ours = { cpu_ms: solve.cpu_ms + apply.cpu_ms, wall_ms: solve.wall_ms + apply.wall_ms };
  const rows = [[`${VECTORS} input vectors, 64 x 64, set A`, 'CPU ms', 'wall ms', '/ merging and products', 'largest difference'],
    ['merging and products', ours.cpu_ms.toPrecision(3), ours.wall_ms.toPrecision(3), '', ''], ['products alone', apply.cpu_ms.toPrecision(3), apply.wall_ms.toPrecision(3), '', '']];
  const statements = [];
  for (const [tool, name] of [['badcrossbar', 'badcrossbar'], ['crosssim', 'CrossSim, tolerance 2e-4']]) {
    const peer = runPeer(tool, { n, cells, wires: SETS.A, inputs, rounds: 3 });
    if (peer.missing) console.log(`${name} skipped: ${peer.missing}`);
    else {
      const ratio = peer.cpu_ms / ours.cpu_ms;
      rows.push([name, peer.cpu_ms.toPrecision(3), peer.wall_ms.toPrecision(3), `${ratio.toFixed(1)}x`, difference(currents, peer.result).toExponential(1)]);
      statements.push(statement(`${VECTORS} vectors, 64 x 64: merging and products / ${name}`, ratio, { atLeast: 20 }));
    }
  }
  console.log(table(rows), '\n');
  return statements;
}

/** Spike-driven: only rows with a voltage are added. */
function applyTo(matrix, inputs, currents, n) {
  currents.fill(0);
  for (let vector = 0; vector < inputs.length; vector += n) {
    for (let row = 0; row < n; row++) {
      const volts = inputs[vector + row];
      if (volts !== 0) for (let column = 0; column < n; column++) currents[vector + column] += volts * matrix[row * n + column];
    }
  }
}

function cellsOf(n, seed) {
  const next = generator(seed);
  return Float64Array.from({ length: n * n }, () => 1 / 200e3 + next() * (1 / 20e3 - 1 / 200e3));
}

/** The best of several rounds of about 50 ms. */
function best(work, rounds) {
  const repeats = Math.max(1, rounds === 1 ? 1 : Math.ceil(20 / Math.max(0.01, timed(work, 2).wall_ms)));
  const found = Array.from({ length: rounds }, () => timed(work, repeats));
  return { cpu_ms: Math.min(...found.map(({ cpu_ms }) => cpu_ms)), wall_ms: Math.min(...found.map(({ wall_ms }) => wall_ms)) };
}

function timed(work, repeats) {
  const [cpu, wall] = [process.cpuUsage(), performance.now()];
  for (let i = 0; i < repeats; i++) work();
  const { user, system } = process.cpuUsage(cpu);
  return { cpu_ms: (user + system) / 1000 / repeats, wall_ms: (performance.now() - wall) / repeats };
}

function difference(found, wanted) {
  const largest = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return found.reduce((most, value, at) => Math.max(most, Math.abs(value - wanted[at])), 0) / largest;
}
