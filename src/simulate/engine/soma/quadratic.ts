import type { QuadraticNeuron } from '../../../ir/neuron.ts';
import type { Columns } from './columns.ts';
import type { Model } from './general.ts';

/** Izhikevich's neuron: a quadratic membrane and a recovery variable. */
export function quadratic(neuron: QuadraticNeuron, columns: Columns): Model {
  const { size } = columns;
  const { recovery } = neuron;
  const [a, b, c] = [columns.each(neuron.quadratic), columns.each(neuron.linear), columns.each(neuron.constant)];
  const [step, gain] = [columns.each(neuron.step), columns.each(neuron.gain)];
  const rate = columns.each(recovery.rate);
  const pace = columns.each(recovery.step).map((value, k) => value * rate[k]!);
  const [coupling, rest, jump, initial] = [columns.each(recovery.coupling), columns.each(recovery.rest), columns.each(recovery.jump), columns.each(recovery.initial)];
  const [u, input] = [new Float32Array(size), new Float32Array(size)];
  const seesNew = recovery.order === 'new';
  const f = Math.fround;
  return {
    threshold: columns.each(neuron.threshold, Infinity),
    start: () => { u.set(initial); },
    receive: ([drive]) => { for (let k = 0; k < size; k++) input[k] = gain[k]! * drive![k]!; },
    charge: (from, to) => {
      for (let k = 0; k < size; k++) {
        const v = from[k]!;
        const parabola = f(f(f(a[k]! * f(v * v)) + f(b[k]! * v)) + c[k]!);
        to[k] = v + f(step[k]! * f(f(parabola - u[k]!) + input[k]!));
      }
    },
    settle: (fired, before, charged) => {
      const seen = seesNew ? charged : before;
      for (let k = 0; k < size; k++) {
        const drawn = f(f(coupling[k]! * f(seen[k]! - rest[k]!)) - u[k]!);
        u[k] = u[k]! + f(pace[k]! * drawn);
        if (fired[k] === 1) u[k] = u[k]! + jump[k]!;
      }
    },
  };
}
