/** Weights between two batches: their sums, their quantisation, and Adam. */

export function sumColumnsF32(weights: usize, rows: i32, columns: i32, totals: usize): void {
  const stride = <usize>columns << 2;
  memory.fill(totals, 0, stride);
  for (let row: i32 = 0; row < rows; ++row, weights += stride) {
    for (let at: usize = 0; at < stride; at += 16) v128.store(totals + at, f32x4.add(v128.load(totals + at), v128.load(weights + at)));
  }
}

export function adamF32(weights: usize, means: usize, squares: usize, gradients: usize, shards: i32, shardBytes: i32, rows: i32, columns: i32, columnTerms: usize,
    share: f32, decay: f32, limit: f32, meanKept: f32, squareKept: f32, rate: f32, correction: f32): void {
  const stride = <usize>columns << 2;
  const meanNew = f32x4.splat(<f32>1 - meanKept), squareNew = f32x4.splat(<f32>1 - squareKept), tiny = f32x4.splat(1e-8);
  for (let row: i32 = 0; row < rows; ++row, weights += stride, means += stride, squares += stride, gradients += stride) {
    for (let at: usize = 0; at < stride; at += 16) {
      let g = f32x4.splat(0), gradient = gradients + at;
      for (let shard: i32 = 0; shard < shards; ++shard, gradient += <usize>shardBytes) g = f32x4.add(g, v128.load(gradient));
      const w = v128.load(weights + at);
      g = f32x4.add(f32x4.add(f32x4.mul(g, f32x4.splat(share)), f32x4.mul(w, f32x4.splat(decay))), v128.load(columnTerms + at));
      g = f32x4.max(f32x4.min(g, f32x4.splat(limit)), f32x4.splat(-limit));
      const mean = f32x4.add(f32x4.mul(v128.load(means + at), f32x4.splat(meanKept)), f32x4.mul(g, meanNew));
      const square = f32x4.add(f32x4.mul(v128.load(squares + at), f32x4.splat(squareKept)), f32x4.mul(f32x4.mul(g, g), squareNew));
      v128.store(means + at, mean);
      v128.store(squares + at, square);
      const size = f32x4.add(f32x4.mul(f32x4.sqrt(square), f32x4.splat(correction)), tiny);
      v128.store(weights + at, f32x4.sub(w, f32x4.div(f32x4.mul(mean, f32x4.splat(rate)), size)));
    }
  }
}

export function roundWeightsF32(weights: usize, rows: i32, columns: i32, scales: usize, most: f32, result: usize): void {
  const stride = <usize>columns << 2;
  for (let row: i32 = 0; row < rows; ++row, weights += stride, result += stride) {
    for (let at: usize = 0; at < stride; at += 16) {
      const scale = v128.load(scales + at);
      const level = f32x4.max(f32x4.min(f32x4.nearest(f32x4.div(v128.load(weights + at), scale)), f32x4.splat(most)), f32x4.splat(-most));
      v128.store(result + at, f32x4.mul(level, scale));
    }
  }
}
