import type { Temperature } from '../../ir/non-idealities.ts';
import type { Wires } from '../../ir/wires.ts';
import type { Conductances } from './conductances.ts';

/** Temperature at which devices and wires are described. */
const REFERENCE_K = 300;
/** Boltzmann constant, eV/K (exact since 2019). */
const BOLTZMANN_eV_K = 8.617333262e-5;
/** Of wires, 1/K: DNN+NeuroSim V1.3 (commit 388f421), Inference_pytorch/NeuroSIM/Param.cpp, Rho *= 1 + 0.00451 |T - 300|. */
const WIRE_PER_K = 0.00451;

/** Written once: every device conducts G exp(-E / k (1/T - 1/300 K)), where an activation energy is given. */
export function applyTemperature({ positive, negative }: Conductances, { temperature_K, activation_eV = 0 }: Temperature): void {
  const factor = Math.exp((-activation_eV / BOLTZMANN_eV_K) * (1 / temperature_K - 1 / REFERENCE_K));
  for (const side of [positive, negative]) for (let cell = 0; cell < side.length; cell++) side[cell]! *= factor;
}

/** Wires at a temperature: their resistance rises with the distance from 300 K, on either side as in the source. Drivers and sense circuits stay. */
export function wiresAt<W extends Wires>(wires: W, temperature: Temperature | null): W {
  if (!temperature) return wires;
  const factor = 1 + WIRE_PER_K * Math.abs(temperature.temperature_K - REFERENCE_K);
  return { ...wires, wireRow_ohm: wires.wireRow_ohm * factor, wireCol_ohm: wires.wireCol_ohm * factor };
}
