import { isTimeConstant, type Conductance, type ConductanceNeuron } from '../../../ir/neuron.ts';
import type { Columns } from './columns.ts';
import type { Model } from './general.ts';

/** Two conductances, each with a reversal potential; the membrane follows by Euler's rule or exactly. */
export function conductance(neuron: ConductanceNeuron, columns: Columns): Model {
  const { size } = columns;
  const decay = columns.decay(neuron.decay);
  const rest = columns.each(neuron.leakTarget);
  const [e, i] = [channel(neuron.excitatory, columns), channel(neuron.inhibitory, columns)];
  const exact = isTimeConstant(neuron.decay) && neuron.decay.rule === 'exp';
  const f = Math.fround;
  const byEuler = (v: number, k: number): number => {
    const opened = f(f(rest[k]! - v) + f(e.open[k]! * f(e.reversal[k]! - v)));
    const slope = f(opened + f(i.open[k]! * f(i.reversal[k]! - v)));
    return v + f(f(1 - decay[k]!) * slope);
  };
  const exactly = (v: number, k: number): number => {
    const total = f(f(1 + e.open[k]!) + i.open[k]!);
    const drawn = f(f(rest[k]! + f(e.open[k]! * e.reversal[k]!)) + f(i.open[k]! * i.reversal[k]!));
    const end = f(drawn / total);
    return end + f(f(v - end) * f(Math.pow(decay[k]!, total)));
  };
  return {
    threshold: columns.each(neuron.threshold, Infinity),
    start: () => {
      e.open.fill(0);
      i.open.fill(0);
    },
    receive: ([excitatory, inhibitory]) => {
      e.take(excitatory!);
      i.take(inhibitory!);
    },
    charge: (from, to) => {
      if (exact) for (let k = 0; k < size; k++) to[k] = exactly(from[k]!, k);
      else for (let k = 0; k < size; k++) to[k] = byEuler(from[k]!, k);
    },
    settle: () => undefined,
  };
}

interface Channel {
  readonly open: Float32Array;
  readonly reversal: Float32Array;
  readonly take: (drive: Float32Array) => void;
}

function channel({ decay, gain, reversal }: Conductance, columns: Columns): Channel {
  const [kept, factor] = [columns.decay(decay), columns.gain(gain, decay)];
  const open = new Float32Array(columns.size);
  return {
    open, reversal: columns.each(reversal),
    take: (drive) => { for (let k = 0; k < open.length; k++) open[k] = Math.fround(kept[k]! * open[k]!) + Math.fround(factor[k]! * drive[k]!); },
  };
}
