/** Twin of assembly/first-spike-training-update.ts. */
import type { Views } from './views.ts';

const f = Math.fround;

export function sumColumnsF32({ f32 }: Views, weights: number, rows: number, columns: number, totals: number): void {
  for (let column = 0; column < columns; ++column) {
    let sum = 0;
    for (let row = 0; row < rows; ++row) sum = f(sum + f32[(weights >>> 2) + row * columns + column]!);
    f32[(totals >>> 2) + column] = sum;
  }
}

export function adamF32({ f32 }: Views, weights: number, means: number, squares: number, gradients: number, shards: number, shardBytes: number, rows: number, columns: number,
    columnTerms: number, share: number, decay: number, limit: number, meanKept: number, squareKept: number, rate: number, correction: number): void {
  const [kept1, kept2, factor, decayF, limitF, rateF, correctionF, tiny] = [f(meanKept), f(squareKept), f(share), f(decay), f(limit), f(rate), f(correction), f(1e-8)];
  const new1 = f(1 - kept1), new2 = f(1 - kept2);
  for (let i = 0; i < rows * columns; ++i) {
    let g = 0;
    for (let shard = 0; shard < shards; ++shard) g = f(g + f32[(gradients >>> 2) + i + shard * (shardBytes >>> 2)]!);
    const w = f32[(weights >>> 2) + i]!;
    g = f(f(f(g * factor) + f(w * decayF)) + f32[(columnTerms >>> 2) + i % columns]!);
    g = Math.max(Math.min(g, limitF), -limitF);
    const mean = f(f(f32[(means >>> 2) + i]! * kept1) + f(g * new1));
    const square = f(f(f32[(squares >>> 2) + i]! * kept2) + f(f(g * g) * new2));
    f32[(means >>> 2) + i] = mean;
    f32[(squares >>> 2) + i] = square;
    const size = f(f(f(Math.sqrt(square)) * correctionF) + tiny);
    f32[(weights >>> 2) + i] = w - f(f(mean * rateF) / size);
  }
}

export function roundWeightsF32({ f32 }: Views, weights: number, rows: number, columns: number, scales: number, most: number, result: number): void {
  for (let i = 0; i < rows * columns; ++i) {
    const scale = f32[(scales >>> 2) + i % columns]!;
    const level = Math.max(Math.min(nearestEven(f(f32[(weights >>> 2) + i]! / scale)), most), -most);
    f32[(result >>> 2) + i] = level * scale;
  }
}

/** A half goes to the even neighbour. The sign of zero is kept. */
function nearestEven(value: number): number {
  const floor = Math.floor(value), rest = value - floor;
  const whole = rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor;
  return whole === 0 && (value < 0 || Object.is(value, -0)) ? -0 : whole;
}
