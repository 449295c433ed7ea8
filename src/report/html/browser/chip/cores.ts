import type { StoredChip, StoredCore } from '../../chip/stored.ts';
import { pointIn } from '../events.ts';

/** A core, and the corner and side of its square in the coordinates of the map. */
export interface ShownCore {
  readonly stored: StoredCore;
  readonly left: number;
  readonly top: number;
  readonly size: number;
}

export interface ShownCores {
  readonly all: readonly ShownCore[];
  /** The core under the pointer. */
  readonly at: (event: MouseEvent) => ShownCore | undefined;
}

/** Cores are found by their place, which the `data-` attributes of the map tell, so that it can be drawn in any way. */
export function placeCores(map: SVGSVGElement, { cores }: StoredChip): ShownCores {
  const [pitch, side, across, left, top, tile] = ['pitch', 'side', 'across', 'left', 'top', 'tile'].map((name) => Number(map.dataset[name])) as [number, number, number, number, number, number];
  const margin = (pitch - side) / 2;
  const size = side / across;
  const place = (stored: StoredCore): ShownCore => {
    const [core, x, y] = stored;
    const inTile = core % tile;
    return { stored, size, left: (x - left) * pitch + margin + (inTile % across) * size, top: (y - top) * pitch + margin + Math.floor(inTile / across) * size };
  };
  const all = cores.map(place);
  const byTile = new Map<string, ShownCore[]>();
  for (const one of all) {
    const key = keyOf(one.stored[1], one.stored[2]);
    const others = byTile.get(key);
    if (others) others.push(one); else byTile.set(key, [one]);
  }
  const at = (event: MouseEvent): ShownCore | undefined => {
    const { x, y } = pointIn(map, event);
    const inTile = byTile.get(keyOf(Math.floor(x / pitch) + left, Math.floor(y / pitch) + top)) ?? [];
    return inTile.find((one) => x >= one.left - 1 && x <= one.left + one.size + 1 && y >= one.top - 1 && y <= one.top + one.size + 1);
  };
  return { all, at };
}

function keyOf(x: number, y: number): string {
  return `${x} ${y}`;
}

/** The nearest core in a direction, where aside counts three times; the same where there is none. */
export function coreBeside(from: ShownCore, [right, down]: readonly [number, number], all: readonly ShownCore[]): ShownCore {
  const distanceTo = (one: ShownCore): number => {
    const [dx, dy] = [one.left - from.left, one.top - from.top];
    const along = dx * right + dy * down;
    return along <= 0.01 ? Infinity : along + 3 * Math.abs(dx * down + dy * right);
  };
  return all.reduce((best, one) => (distanceTo(one) < distanceTo(best) ? one : best), from);
}
