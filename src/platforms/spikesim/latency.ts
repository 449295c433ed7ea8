import type { LatencyEstimate } from '../estimate.ts';
import { NETWORK, PE_CYCLE_cycles, START_SHARE } from './constants.ts';
import type { MappedLayer } from './mapping.ts';
import type { Traffic } from './network.ts';
import type { Hardware } from './parameters.ts';

/** Latency of an inference in ns: of the mapping where that is repaired, else the published count of neurons. */
export function estimateLatency(mapped: readonly MappedLayer[], traffic: readonly Traffic[] | null, hardware: Hardware): LatencyEstimate {
  return hardware.has('latency') ? latencyOfMapping(mapped, traffic, hardware) : publishedLatency(mapped, hardware);
}

/**
 * PE_cycle T (sum over all layers but the last of int(0.75 H'W' Cout) + that of the last without 0.75): latency_gen of ela_spikesim.py. All
 * it does with tiles is thrown away there.
 */
function publishedLatency(mapped: readonly MappedLayer[], hardware: Hardware): LatencyEstimate {
  const { timesteps } = hardware;
  const peCycle_ns = peCycle(hardware);
  let cycles = 0;
  mapped.forEach(({ outputs }, index) => {
    cycles += index === mapped.length - 1 ? outputs * timesteps : Math.trunc(START_SHARE * outputs) * timesteps;
  });
  return { exponent: -9, total: cycles * peCycle_ns, layers: mapped.map(({ layer, outputs }) => layerTime(layer.name, outputs * timesteps * peCycle_ns, 0)) };
}

/** A layer works as many PE cycles as it has positions, all its PEs at once; the next one starts after the same share of them as in the published tool. */
function latencyOfMapping(mapped: readonly MappedLayer[], traffic: readonly Traffic[] | null, hardware: Hardware): LatencyEstimate {
  const peCycle_ns = peCycle(hardware);
  const cycle_ns = 1000 / hardware.clock_MHz;
  const layers = mapped.map(({ layer, positions }, index) => {
    const compute_ns = positions * peCycle_ns;
    const sending_ns = traffic ? traffic[index]!.serial * cycle_ns : 0;
    const way_ns = traffic ? traffic[index]!.hops * NETWORK.cyclesPerHop.value * cycle_ns : 0;
    return layerTime(layer.name, compute_ns * hardware.timesteps, (Math.max(0, sending_ns - compute_ns) + way_ns) * hardware.timesteps);
  });
  return { exponent: -9, total: layers.reduce((sum, { time }, index) => sum + (index === layers.length - 1 ? 1 : START_SHARE) * time, 0), layers };
}

function layerTime(name: string, peCycles: number, network: number): LatencyEstimate['layers'][number] {
  return { name, time: peCycles + network, parts: { peCycles, ...(network > 0 && { network }) } };
}

function peCycle({ clock_MHz }: Hardware): number {
  return PE_CYCLE_cycles * (1000 / clock_MHz);
}
