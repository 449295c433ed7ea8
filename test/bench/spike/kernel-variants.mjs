/** The same workloads through the kernels. Each variant runs everything once and keeps its spikes; `fingerprint` tells their number and a checksum. */

/** Fully connected, by panels: accumulation and neuron update in one kernel. */
export function panelVariant(kernels, work, type) {
  const columns = type === 'i16' ? 64 : 32;
  const { inputs, outputs, images, steps, offsets, events, levels, threshold, decay } = work;
  const panels = Math.ceil(outputs / columns), stride = panels * columns / 8;
  const weights = repack(kernels, levels, inputs, outputs, columns, type);
  const place = (typed) => placeArray(kernels, typed);
  const lists = [place(offsets), place(events)];
  const drives = kernels.allocate(4 * images * columns), zeros = kernels.allocate(4 * columns), potentials = kernels.allocate(4 * columns);
  const decays = place(new Float32Array(columns).fill(decay)), thresholds = place(new Float32Array(columns).fill(threshold));
  const fired = kernels.allocate(images * steps * stride), counts = kernels.allocate(4 * panels * columns);
  const shared = [...lists, images, steps, drives, zeros, zeros, potentials, decays, thresholds, thresholds, 0, 0];
  const run = () => {
    for (let panel = 0; panel < panels; ++panel) {
      const parameters = [weights + panel * inputs * 128, ...shared];
      const results = [fired + panel * columns / 8, stride, counts + 4 * panel * columns];
      if (type === 'i16') kernels.panelI16(...parameters, Math.floor(32767 / 126), ...results);
      else kernels.panelF32(...parameters, ...results);
    }
  };
  const fingerprint = () => {
    const bytes = new Uint8Array(kernels.buffer(), fired, images * steps * stride);
    return firedColumns(bytes, images * steps, stride, outputs);
  };
  return { run, fingerprint };
}

/** Convolution, by taps: scatter, flush and neuron update a timestep. */
export function scatterVariant(kernels, work, type) {
  const { neurons, images, steps, offsets, events, tapOffsets, taps, levels, threshold, decay } = work;
  const place = (typed) => placeArray(kernels, typed);
  const pointers = [place(tapOffsets), place(taps), place(type === 'i16' ? levels : Float32Array.from(levels))];
  const ids = place(events), narrow = kernels.allocate(2 * neurons), sums = kernels.allocate(4 * neurons), zeros = kernels.allocate(4 * neurons);
  const potentials = kernels.allocate(4 * neurons), decays = place(new Float32Array(neurons).fill(decay));
  const thresholds = place(new Float32Array(neurons).fill(threshold)), counts = kernels.allocate(4 * neurons);
  const spikes = kernels.allocate(4 * neurons);
  const neuronParameters = [sums, zeros, zeros, potentials, decays, thresholds, thresholds, 0, 0, neurons, 0, spikes, counts];
  let result;
  const run = () => {
    result = { spikes: 0, checksum: 0 };
    for (let step = 0; step < images * steps; ++step) {
      if (step % steps === 0) new Float32Array(kernels.buffer(), potentials, neurons).fill(0);
      const list = [ids + 4 * offsets[step], offsets[step + 1] - offsets[step], ...pointers];
      if (type === 'i16') {
        kernels.scatterI16(...list, narrow, 0, 0, 0);
        kernels.flushI16(narrow, sums, neurons);
      } else kernels.scatterF32(...list, sums, 0, 0, 0);
      const count = type === 'i16' ? kernels.updateI32(...neuronParameters) : kernels.updateF32(...neuronParameters);
      result.spikes += count;
      result.checksum = mix(result.checksum, new Int32Array(kernels.buffer(), spikes, count));
    }
  };
  return { run, fingerprint: () => result };
}

/** Weights of a row-major matrix in panels: panel, then row, then column; missing columns are 0. */
function repack(kernels, levels, inputs, outputs, columns, type) {
  const Type = type === 'i16' ? Int16Array : Float32Array;
  const packed = new Type(Math.ceil(outputs / columns) * inputs * columns);
  for (let row = 0; row < inputs; ++row) {
    for (let column = 0; column < outputs; ++column) {
      packed[(Math.floor(column / columns) * inputs + row) * columns + column % columns] = levels[row * outputs + column];
    }
  }
  return placeArray(kernels, packed);
}

function placeArray(kernels, typed) {
  const pointer = kernels.allocate(typed.byteLength);
  new Uint8Array(kernels.buffer(), pointer, typed.byteLength).set(new Uint8Array(typed.buffer, typed.byteOffset, typed.byteLength));
  return pointer;
}

/** Number and checksum of the fired (step, column) pairs, whatever the stride. */
function firedColumns(bytes, lists, stride, outputs) {
  const fired = [];
  for (let list = 0; list < lists; ++list) {
    for (let column = 0; column < outputs; ++column) {
      if ((bytes[list * stride + (column >> 3)] >> (column & 7)) & 1) fired.push(list * outputs + column);
    }
  }
  return { spikes: fired.length, checksum: mix(0, fired) };
}

function mix(start, values) {
  let hash = start;
  for (const value of values) hash = (Math.imul(hash, 31) + value + 1) | 0;
  return hash;
}
