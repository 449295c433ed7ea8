/** The part of a mesh that is drawn. */
export interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface Grid {
  /** Pixels from tile to tile, and side of a tile. */
  readonly pitch: number;
  readonly side: number;
  /** Cores along the side of a tile. */
  readonly across: number;
}

export interface Tile {
  readonly x: number;
  readonly y: number;
}

export function frameAround(...groups: readonly (readonly Tile[])[]): Frame {
  const frame = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  for (const tiles of groups) {
    for (const { x, y } of tiles) {
      frame.left = Math.min(frame.left, x);
      frame.right = Math.max(frame.right, x);
      frame.top = Math.min(frame.top, y);
      frame.bottom = Math.max(frame.bottom, y);
    }
  }
  return frame;
}

export function gridOf(frame: Frame, coresPerTile: number): Grid {
  const across = Math.ceil(Math.sqrt(coresPerTile));
  const fitting = Math.floor(900 / Math.max(frame.right - frame.left + 1, frame.bottom - frame.top + 1));
  const pitch = Math.max(10, across * 6, Math.min(112, fitting));
  return { pitch, side: Math.round(pitch * 0.74), across };
}

export function cornerOf({ x, y }: Tile, frame: Frame, { pitch, side }: Pick<Grid, 'pitch' | 'side'>): Tile {
  const margin = (pitch - side) / 2;
  return { x: (x - frame.left) * pitch + margin, y: (y - frame.top) * pitch + margin };
}

/** Where a core lies in its tile, and how large it is. */
export function squareOf(core: number, tile: Tile, coresPerTile: number, frame: Frame, grid: Grid): { readonly left: number; readonly top: number; readonly size: number } {
  const corner = cornerOf(tile, frame, grid);
  const place = core % coresPerTile;
  const side = grid.side / grid.across;
  const round = (value: number): number => Math.round(value * 10) / 10;
  return { left: round(corner.x + (place % grid.across) * side), top: round(corner.y + Math.floor(place / grid.across) * side), size: round(side - (grid.across > 1 ? 1 : 0)) };
}
