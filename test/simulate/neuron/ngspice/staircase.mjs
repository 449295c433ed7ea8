import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { netlist } from './netlist.mjs';

const PULSES = 100;
/** Steps below this share of the largest are not kept: the membrane has arrived. */
const LEAST_STEP = 0.01;

/** Membrane potentials before and after each pulse of one branch, in volts with a digit of a microvolt; needs ngspice. */
export function staircase(mirror, branch, pulses = PULSES) {
  const folder = mkdtempSync(join(tmpdir(), 'synaptile-ngspice-'));
  try {
    const [circuit, output] = [join(folder, 'synapse.cir'), join(folder, 'out.dat')];
    writeFileSync(circuit, netlist(mirror, branch, pulses, output));
    const { error, stderr } = spawnSync('ngspice', ['-b', circuit], { encoding: 'utf8', maxBuffer: 2 ** 28, env: { ...process.env, OMP_NUM_THREADS: '1' } });
    if (error) throw error;
    const potentials_V = readFileSync(output, 'utf8').trim().split('\n').map((line) => Number(line.trim().split(/\s+/)[1]));
    if (potentials_V.length < pulses || potentials_V.some((value) => !Number.isFinite(value))) throw new Error(`ngspice ended early: ${stderr}`);
    return whileMoving(potentials_V).map((value) => Math.round(value * 1e6) / 1e6);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function whileMoving(potentials_V) {
  const steps = potentials_V.slice(1).map((value, at) => Math.abs(value - potentials_V[at]));
  const largest = Math.max(...steps);
  const last = steps.findLastIndex((step) => step >= LEAST_STEP * largest);
  return potentials_V.slice(0, last + 2);
}

/** A staircase as (potential before the step, size of the step) in the direction of the branch. */
export function stepsOf(potentials_V) {
  return potentials_V.slice(0, -1).map((potential_V, at) => ({ potential_V, step_V: Math.abs(potentials_V[at + 1] - potential_V) }));
}
