import { diagnose, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { largestLevels, type Configuration } from '../ir/configuration.ts';
import type { NonIdealities } from '../ir/non-idealities.ts';
import type { Target } from '../ir/target.ts';
import { bitSlices } from './crossbar/bit-slices.ts';
import { solvesReads } from './crossbar/nonlinearity.ts';
import { readoutsOf } from './engine/wiring.ts';

/** Of one pair of devices in one read, ms: 1 to 2.5 us from 32 x 32 to 128 x 128, both curves, wires of 1 ohm and of 1k/5/10/1k ohm (one core of an EPYC, Node.js 22). */
const CELL_MS = 2e-3;

/** How long samples take where every read is a circuit to solve: S880; nothing elsewhere. */
export function costOfSolvedReads(configuration: Configuration, target: Target, effects: NonIdealities): readonly Diagnostic[] {
  const { crossbars } = target.core;
  if (!crossbars || !solvesReads(effects)) return [];
  const slices = effects.bitSlicing ? bitSlices(Math.max(...largestLevels(configuration)), effects.bitSlicing.bits).length : 1;
  const { rows, columns } = crossbars;
  const reads = readoutsOf(configuration, target).count * configuration.timesteps * slices;
  const milliseconds = CELL_MS * rows * columns;
  return [diagnose('S880', { rows, columns, milliseconds: Number(milliseconds.toPrecision(1)), reads, duration: durationOf((reads * milliseconds) / 1000) })];
}

function durationOf(seconds: number): string {
  const [amount, unit] = seconds < 100 ? [seconds, 's'] : seconds < 6000 ? [seconds / 60, 'min'] : [seconds / 3600, 'h'];
  return `${amount < 1 ? amount.toPrecision(1) : Math.round(amount)} ${unit}`;
}
