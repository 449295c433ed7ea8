/**
 * Networks of first-spike neurons (V(t) = sum of w (1 - e^(ti - t)) over inputs that have spiked, threshold 1) in two ways: the closed form, whose work is the spikes that
 * arrive, and a clock. Dense populations one after the other; weights are [outputs, inputs]. Times are in units of tau, Infinity for silence.
 */

/** Spike times of a population by the closed form, in z = e^t: sum of w z over the sum of w less 1, of the earliest inputs for which it is not before the last of them nor after the next. */
export function closedForm({ outputs, inputs, data }, times) {
  const order = [...times.keys()].filter((i) => times[i] < Infinity).sort((a, b) => times[a] - times[b]);
  const z = order.map((i) => Math.exp(times[i]));
  return Float64Array.from({ length: outputs }, (_, j) => {
    let [sum, moment] = [0, 0];
    for (let k = 0; k < order.length; k++) {
      const w = data[j * inputs + order[k]];
      sum += w;
      moment += w * z[k];
      if (k + 1 < order.length && z[k + 1] === z[k]) continue;
      const found = moment / (sum - 1);
      if (sum > 1 && found >= z[k] && (k + 1 === order.length || found <= z[k + 1])) return Math.log(found);
    }
    return Infinity;
  });
}

/**
 * The same network with a clock: I <- e^-dt I + sum of w of the spikes of this tick, V <- V + dt I, a spike at V >= 1 (closed form to O(dt)). All populations advance together;
 * the sample ends with the first spike of the last one, or with the window.
 * @returns decided neuron or -1, ticks, and two counts until each neuron spiked or the sample ended: updates of neurons, and pulses of synapses that have had their spike (one a
 * tick, since their current has not decayed)
 */
export function clocked(populations, inputTimes, dt, window) {
  const decay = Math.exp(-dt);
  const states = populations.map(({ outputs }) => ({ current: new Float64Array(outputs), potential: new Float64Array(outputs), silent: new Uint8Array(outputs).fill(1), count: outputs }));
  const arrivals = new Map();
  inputTimes.forEach((time, i) => { if (time < Infinity) arrivals.set(Math.ceil(time / dt - 1e-9), [...(arrivals.get(Math.ceil(time / dt - 1e-9)) ?? []), i]); });
  const arrived = populations.map(() => 0);
  let [updates, pulses] = [0, 0];
  for (let tick = 0; tick * dt <= window; tick++) {
    let spiking = arrivals.get(tick) ?? [];
    for (const [p, { outputs, inputs, data }] of populations.entries()) {
      const { current, potential, silent } = states[p];
      const next = [];
      arrived[p] += spiking.length;
      updates += states[p].count;
      pulses += states[p].count * arrived[p];
      for (let j = 0; j < outputs; j++) {
        if (silent[j] === 0) continue;
        let sum = current[j] * decay;
        for (const i of spiking) sum += data[j * inputs + i];
        current[j] = sum;
        potential[j] += dt * sum;
        if (potential[j] >= 1) {
          silent[j] = 0;
          states[p].count--;
          next.push(j);
        }
      }
      if (p === populations.length - 1 && next.length > 0) return { decided: next.reduce((best, j) => (potential[j] > potential[best] ? j : best)), ticks: tick + 1, updates, pulses };
      spiking = next;
    }
  }
  return { decided: -1, ticks: Math.floor(window / dt) + 1, updates, pulses };
}

/** Work of the closed form until the decision: spikes of neurons, and spikes that reach a neuron which has not spiked yet (synaptic operations). */
export function eventWork(populations, inputTimes) {
  const layers = [inputTimes];
  for (const population of populations) layers.push(closedForm(population, layers.at(-1)));
  const outputs = layers.at(-1);
  const decision = outputs.reduce((least, time) => Math.min(least, time), Infinity);
  let [spikes, operations] = [0, 0];
  for (let p = 0; p < populations.length; p++) {
    const arriving = Float64Array.from(layers[p].filter((time) => time <= decision)).sort();
    for (const own of layers[p + 1]) {
      if (own <= decision && own < Infinity) spikes++;
      operations += upTo(arriving, Math.min(own, decision));
    }
  }
  return { decided: decision === Infinity ? -1 : outputs.indexOf(decision), decision, spikes, operations, layers };
}

/** How many of ascending times are not after `last`. */
function upTo(times, last) {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] <= last) low = middle + 1;
    else high = middle;
  }
  return low;
}
