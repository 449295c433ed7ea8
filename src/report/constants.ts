import type { Device, PriceConstant, Target } from '../ir/target.ts';
import type { Ledger } from '../simulate/ledger/ledger.ts';
import { writePrice } from './programming.ts';

/** A number of the target that went into this report, with where it comes from. */
export interface ConstantUse extends PriceConstant {
  readonly kind: 'energy' | 'power' | 'time' | 'area' | 'device';
  /** What it prices, in words. */
  readonly of: string;
  readonly unit: string;
}

/** The constants that this report rests on: those of counts that occurred, and those that hold always. */
export function collectConstants(target: Target, ledger: Ledger): ConstantUse[] {
  return [
    ...target.prices
      .filter(({ count }) => ledger.total[count] > 0)
      .map(({ part, count, energy_pJ }) => use('energy', `${part} per ${count}`, 'pJ', energy_pJ)),
    ...(target.staticPower ? [use('power', `static per ${target.staticPower.per}`, 'W', target.staticPower.power_W)] : []),
    ...times(target, ledger),
    ...target.areas.map(({ part, per, area_um2 }) => use('area', `${part} per ${per}`, 'µm²', area_um2)),
    ...(target.device ? deviceConstants(target.device) : []),
    ...(target.device && ledger.writes ? writeConstants(target.device, ledger.writes.verifyReads !== undefined) : []),
  ];
}

function times({ timing }: Target, ledger: Ledger): ConstantUse[] {
  const counted = Object.entries(timing.perCount_ns) as [keyof typeof timing.perCount_ns, PriceConstant][];
  return [
    ...counted.filter(([count]) => ledger.total[count] > 0).map(([count, time_ns]) => use('time', `per ${count}`, 'ns', time_ns)),
    use('time', 'hop east or west', 'ns', timing.hopEastWest_ns),
    use('time', 'hop north or south', 'ns', timing.hopNorthSouth_ns),
    ...(timing.hopBetweenChips_ns && ledger.total.hopsBetweenChips > 0 ? [use('time', 'hop between chips, besides', 'ns', timing.hopBetweenChips_ns)] : []),
    use('time', 'barrier', 'ns', timing.barrier_ns),
    ...(timing.barriers_ns ?? []).map(({ tiles, time_ns }) => use('time', `barrier of ${tiles} tiles and more`, 'ns', time_ns)),
    ...(timing.minimumStep_ns ? [use('time', 'minimum timestep', 'ns', timing.minimumStep_ns)] : []),
  ];
}

function deviceConstants(device: Device): ConstantUse[] {
  return [
    use('device', `${device.name}: conductance off`, 'S', device.conductanceOff_S),
    use('device', `${device.name}: conductance on`, 'S', device.conductanceOn_S),
    use('device', `${device.name}: read voltage`, 'V', device.readVoltage_V),
    use('device', `${device.name}: levels`, '', device.levels),
  ];
}

function writeConstants(device: Device, verifies: boolean): ConstantUse[] {
  const price = writePrice(device);
  const { voltage_V, pulse_ns, verify } = device.write ?? {};
  return [
    ...(price ? [use('energy', 'programming per write of a device', 'pJ', price)] : []),
    ...(voltage_V ? [use('device', `${device.name}: write voltage`, 'V', voltage_V)] : []),
    ...(pulse_ns ? [use('device', `${device.name}: write pulse`, 'ns', pulse_ns)] : []),
    ...(verify && verifies ? [
      use('device', `${device.name}: passes of program-and-verify`, '', verify.passes), use('device', `${device.name}: tolerance of program-and-verify`, 'of the range', verify.tolerance),
      ...(verify.read_ns ? [use('device', `${device.name}: verifying read`, 'ns', verify.read_ns)] : []),
    ] : []),
  ];
}

function use(kind: ConstantUse['kind'], of: string, unit: string, constant: PriceConstant): ConstantUse {
  return { kind, of, unit, ...constant };
}
