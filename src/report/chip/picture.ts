/** Steps of a level on each side of 0. */
const SHADES = 12;

export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly add: (row: number, column: number, level: number) => void;
  /** Row by row a letter a pixel: `m` for 0, `a` the lowest level and `y` the highest; `.` where no cell holds a synapse. */
  readonly print: () => string;
}

/** Cells of a crossbar in at most `side` x `side` pixels, each the root mean square of its levels with the sign of their sum. @param largest highest level of a cell */
export function pictureOf(rows: number, columns: number, side: number, largest: number): Picture {
  const [width, height] = [Math.min(side, columns), Math.min(side, rows)];
  const counts = new Int32Array(width * height);
  const sums = new Float64Array(width * height);
  const squares = new Float64Array(width * height);
  return {
    width, height,
    add: (row, column, level) => {
      const pixel = Math.floor((row * height) / rows) * width + Math.floor((column * width) / columns);
      counts[pixel]!++;
      sums[pixel]! += level;
      squares[pixel]! += level * level;
    },
    print: () => Array.from(counts, (count, pixel) => {
      if (count === 0) return '.';
      const shade = Math.min(SHADES, Math.ceil((Math.sqrt(squares[pixel]! / count) / largest) * SHADES));
      return String.fromCharCode(ZERO + (sums[pixel]! < 0 ? -shade : shade));
    }).join(''),
  };
}

/** What a letter of a picture stands for, as a share of the highest level, from -1 to 1; null where no cell holds a synapse. */
export function levelOf(letter: string): number | null {
  return letter === '.' ? null : (letter.charCodeAt(0) - ZERO) / SHADES;
}

const ZERO = 'm'.charCodeAt(0);
