import { generator } from '../measure.mjs';

/**
 * Seeded work for `bench spike`. Levels are whole numbers in both types, so the f32 sums are exact and all variants, the reference
 * included, must give the same spikes. The threshold lets about a twentieth of the neurons fire at every step.
 */
export function fullyConnectedWorkload(inputs, outputs, density) {
  const images = 32, steps = 32, random = generator(1);
  const events = drawEvents(random, inputs, images * steps, density);
  return { inputs, outputs, images, steps, ...events, levels: drawLevels(random, inputs * outputs), ...neuron(inputs * density) };
}

/** 3 x 3 kernel, same padding, source ids (channel, y, x), neurons (y, x, channel) so that a tap is one run of output channels. */
export function convolutionWorkload(inChannels, outChannels, side, density) {
  const images = 1, steps = 32, random = generator(2);
  const events = drawEvents(random, inChannels * side * side, images * steps, density);
  const { tapOffsets, taps } = convolutionTaps(inChannels, outChannels, side);
  const levels = drawLevels(random, inChannels * 9 * outChannels);
  return {
    neurons: side * side * outChannels, columns: outChannels, images, steps, ...events, tapOffsets, taps, levels,
    ...neuron(9 * inChannels * density),
  };
}

/** Levels of 8 bits, bell-shaped as trained weights are, so that the sum of a whole column fits i16 (checked by the caller). */
function drawLevels(random, length) {
  return Int16Array.from({ length }, () => Math.round((random() + random() + random() + random() - 2) * 63));
}

function drawEvents(random, sources, lists, density) {
  const offsets = new Int32Array(lists + 1), events = [];
  for (let list = 0; list < lists; ++list) {
    for (let source = 0; source < sources; ++source) if (random() < density) events.push(source);
    offsets[list + 1] = events.length;
  }
  return { offsets, events: Int32Array.from(events) };
}

/** The sum of n levels of variance 63^2 / 3 has a standard deviation of 36 sqrt(n). */
function neuron(activeInputs) {
  return { threshold: Math.fround(120 * Math.sqrt(activeInputs)), decay: Math.fround(0.9) };
}

function convolutionTaps(inChannels, outChannels, side) {
  const tapOffsets = [0], taps = [];
  for (let channel = 0; channel < inChannels; ++channel) {
    for (let y = 0; y < side; ++y) {
      for (let x = 0; x < side; ++x) {
        for (let ky = 0; ky < 3; ++ky) {
          for (let kx = 0; kx < 3; ++kx) {
            const outY = y + 1 - ky, outX = x + 1 - kx;
            if (outY < 0 || outX < 0 || outY >= side || outX >= side) continue;
            taps.push((outY * side + outX) * outChannels, (channel * 9 + ky * 3 + kx) * outChannels, outChannels, -1);
          }
        }
        tapOffsets.push(taps.length / 4);
      }
    }
  }
  return { tapOffsets: Int32Array.from(tapOffsets), taps: Int32Array.from(taps) };
}
