import { parameterAt, type Neuron, type Population, type QuantisedActivation, type Rounding } from '../ir/network.ts';

/** What neuron `index` of a population without spikes makes of its drive. */
export type Activate = (drive: number, index: number) => number;

export function activationOf({ shape }: Population, neuron: Neuron): Activate {
  switch (neuron.kind) {
    case 'relu': {
      const ceiling = neuron.ceiling ?? Infinity;
      return (drive) => Math.min(ceiling, Math.max(0, drive));
    }
    case 'quantised': return quantiser(neuron, shape);
    default: return (drive) => drive;
  }
}

function quantiser({ scale, zeroPoint, low, high, rounding, bipolar }: QuantisedActivation, shape: readonly number[]): Activate {
  const scaleAt = (index: number): number => parameterAt(scale, shape, index);
  if (bipolar) return (drive, index) => (drive >= 0 ? scaleAt(index) : -scaleAt(index));
  const round = ROUNDINGS[rounding];
  return (drive, index) => scaleAt(index) * (Math.min(high, Math.max(low, round(drive / scaleAt(index)) + zeroPoint)) - zeroPoint);
}

/** To whole numbers; `half-up`, `half-down`, `up` and `down` look at the magnitude, as in QONNX (qonnx.custom_op.general.quant). */
export const ROUNDINGS: Readonly<Record<Rounding, (value: number) => number>> = {
  'half-even': halfEven,
  'half-up': (value) => Math.sign(value) * Math.floor(Math.abs(value) + 0.5),
  'half-down': (value) => Math.sign(value) * Math.ceil(Math.abs(value) - 0.5),
  up: (value) => Math.sign(value) * Math.ceil(Math.abs(value)),
  down: Math.trunc,
  ceil: Math.ceil,
  floor: Math.floor,
};

function halfEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return rest < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}
