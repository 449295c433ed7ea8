/**
 * The reference of `bench spike`: a tuned event loop in plain TypeScript. f32, four rows a turn (the fastest of five shapes tried: sums in
 * double, one rounding a turn). `integrate` adds the neuron update.
 */

/** @returns {() => number} runs all events of a fully connected projection; returns the spikes of the last run when `integrate` */
export function fullyConnectedReference({ inputs, outputs, images, steps, offsets, events, levels, threshold, decay }, integrate) {
  const weights = Float32Array.from(levels);
  const sums = new Float32Array(outputs), potentials = new Float32Array(outputs);
  if (weights.length !== inputs * outputs) throw new Error('levels do not match the shape');
  return () => {
    let spikes = 0;
    for (let step = 0; step < images * steps; ++step) {
      if (step % steps === 0) potentials.fill(0);
      sums.fill(0);
      addRows(weights, outputs, events, offsets[step], offsets[step + 1], sums);
      if (integrate) spikes += updateNeurons(sums, potentials, threshold, decay);
    }
    return spikes;
  };
}

/** @returns {() => number} the same for the taps of a convolution */
export function scatterReference({ neurons, columns, images, steps, offsets, events, tapOffsets, taps, levels, threshold, decay }, integrate) {
  const weights = Float32Array.from(levels);
  const sums = new Float32Array(neurons), potentials = new Float32Array(neurons);
  return () => {
    let spikes = 0;
    for (let step = 0; step < images * steps; ++step) {
      if (step % steps === 0) potentials.fill(0);
      sums.fill(0);
      for (let event = offsets[step]; event < offsets[step + 1]; ++event) {
        addTaps(weights, columns, taps, tapOffsets[events[event]], tapOffsets[events[event] + 1], sums);
      }
      if (integrate) spikes += updateNeurons(sums, potentials, threshold, decay);
    }
    return spikes;
  };
}

function addRows(weights, outputs, events, first, last, sums) {
  let event = first;
  for (; event + 4 <= last; event += 4) {
    const a = events[event] * outputs, b = events[event + 1] * outputs, c = events[event + 2] * outputs, d = events[event + 3] * outputs;
    for (let j = 0; j < outputs; ++j) sums[j] = sums[j] + weights[a + j] + weights[b + j] + weights[c + j] + weights[d + j];
  }
  for (; event < last; ++event) {
    const a = events[event] * outputs;
    for (let j = 0; j < outputs; ++j) sums[j] += weights[a + j];
  }
}

function addTaps(weights, columns, taps, first, last, sums) {
  for (let tap = first; tap < last; ++tap) {
    const to = taps[4 * tap], from = taps[4 * tap + 1];
    for (let i = 0; i < columns; ++i) sums[to + i] = Math.fround(sums[to + i] + weights[from + i]);
  }
}

function updateNeurons(sums, potentials, threshold, decay) {
  const round = Math.fround;
  let spikes = 0;
  for (let j = 0; j < sums.length; ++j) {
    const raised = round(round(decay * potentials[j]) + sums[j]);
    const fired = raised >= threshold;
    potentials[j] = fired ? round(raised - threshold) : raised;
    if (fired) ++spikes;
  }
  return spikes;
}
