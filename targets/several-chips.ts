import { fail } from '../src/diagnostics/diagnostic.ts';
import { coreCount, type Constant, type Target, type Timing } from '../src/ir/target.ts';

/** Chips side by side. */
export interface ChipGrid {
  readonly across: number;
  readonly down: number;
}

/** As many cores as are numbered safely by everything that counts them. */
const MOST_CORES = 2 ** 22;

/** What a hop between chips is worth to placement where the target does not say. */
const CROSSING: Constant = {
  value: 1, source: 'none', scope: 'term', evidence: 'assumed',
  note: '--chips: no source says what a hop between chips of this target costs; it is taken, and priced, as a hop inside a chip',
};

/** What it takes beside a hop inside a chip, in such hops, where the target does not say. */
const EXTRA_HOPS = 9;

/**
 * A target of several chips in a grid whose meshes join: the mesh grows, input enters at the same tile of the first chip, and power that flows in a chip
 * flows in each. What a core can hold does not change. Faults of the file are those of the first chip. A hop between chips takes `hopBetweenChips_ns` besides
 * that of a hop inside one; where the file does not say how long, ten times a hop inside a chip in all, which is assumed.
 * @throws DiagnosticError S609 when there would be more than 2^22 cores, or when the target is of several chips already
 */
export function withChips(target: Target, { across, down }: ChipGrid): Target {
  const { mesh, staticPower, timing } = target;
  if (across === 1 && down === 1) return target;
  if (mesh.chips) fail('S609', { target: target.name, reason: 'its file describes several chips already' });
  const cores = coreCount(mesh) * across * down;
  if (cores > MOST_CORES) fail('S609', { target: target.name, reason: `${across} x ${down} chips have ${cores} cores, at most ${MOST_CORES} are placed` });
  const wide = mesh.width * across;
  const moved = (tile: number): number => Math.floor(tile / mesh.width) * wide + (tile % mesh.width);
  return {
    ...target,
    mesh: {
      ...mesh, width: wide, height: mesh.height * down, chips: { width: mesh.width, height: mesh.height, crossing_hops: CROSSING },
      ...(mesh.faultyCores && { faultyCores: mesh.faultyCores.map((core) => moved(Math.floor(core / mesh.coresPerTile)) * mesh.coresPerTile + (core % mesh.coresPerTile)) }),
      ...(mesh.faultyLinks && { faultyLinks: mesh.faultyLinks.map(([tile, port]) => [moved(tile), port] as const) }),
    },
    timing: { ...timing, hopBetweenChips_ns: timing.hopBetweenChips_ns ?? extraTime(timing) },
    staticPower: staticPower?.per === 'chip' ? { ...staticPower, power_W: times(staticPower.power_W, across * down) } : staticPower,
  };
}

/** Pads and the wires of a board are slower than wires on a chip; how much slower, no source says. */
function extraTime({ hopEastWest_ns, hopNorthSouth_ns }: Timing): Constant {
  const hop_ns = Math.max(hopEastWest_ns.value, hopNorthSouth_ns.value);
  return {
    value: EXTRA_HOPS * hop_ns, source: 'none', scope: 'term', evidence: 'assumed',
    note: `--chips: no source says how long a hop between chips of this target takes; ${EXTRA_HOPS + 1} times ${hop_ns} ns, the longest hop inside a chip, is assumed. State timing.hopBetweenChips_ns in the target if you know better`,
  };
}

function times(power_W: Constant, chips: number): Constant {
  return { ...power_W, value: power_W.value * chips, evidence: 'derived', note: `${chips} chips of ${power_W.value} W${power_W.note ? `; ${power_W.note}` : ''}` };
}
