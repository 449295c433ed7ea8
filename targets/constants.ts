import type { Constant, Device, Target } from '../src/ir/target.ts';

/** A number of a target and the path of its place in the target file; those of the device stand at `device`. */
export interface PlacedConstant {
  readonly path: readonly PropertyKey[];
  readonly constant: Constant;
}

/** Every number with a source that a target and its device hold. */
export function constantsOf({ mesh, prices, staticPower, timing, areas, device }: Target): readonly PlacedConstant[] {
  const { perCount_ns, minimumStep_ns, hopEastWest_ns, hopNorthSouth_ns, hopBetweenChips_ns, barrier_ns, barriers_ns = [] } = timing;
  return [
    ...(mesh.chips ? [{ path: ['mesh', 'chips', 'crossing_hops'], constant: mesh.chips.crossing_hops }] : []),
    ...prices.map(({ energy_pJ }, index) => ({ path: ['prices', index, 'energy_pJ'], constant: energy_pJ })),
    ...(staticPower ? [{ path: ['staticPower', 'power_W'], constant: staticPower.power_W }] : []),
    ...Object.entries(perCount_ns).map(([name, constant]) => ({ path: ['timing', 'perCount_ns', name], constant })),
    ...Object.entries({ hopEastWest_ns, hopNorthSouth_ns, barrier_ns }).map(([name, constant]) => ({ path: ['timing', name], constant })),
    ...(hopBetweenChips_ns ? [{ path: ['timing', 'hopBetweenChips_ns'], constant: hopBetweenChips_ns }] : []),
    ...barriers_ns.map(({ time_ns }, index) => ({ path: ['timing', 'barriers_ns', index, 'time_ns'], constant: time_ns })),
    ...(minimumStep_ns ? [{ path: ['timing', 'minimumStep_ns'], constant: minimumStep_ns }] : []),
    ...areas.map(({ area_um2 }, index) => ({ path: ['areas', index, 'area_um2'], constant: area_um2 })),
    ...(device ? [device.conductanceOff_S, device.conductanceOn_S, device.readVoltage_V, device.levels, ...writeConstants(device)].map((constant) => ({ path: ['device'], constant })) : []),
  ];
}

function writeConstants({ write }: Device): readonly Constant[] {
  return [write?.energy_pJ, write?.voltage_V, write?.pulse_ns, write?.verify?.passes, write?.verify?.tolerance, write?.verify?.read_ns].filter((constant) => constant !== undefined);
}
